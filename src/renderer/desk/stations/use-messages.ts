import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoggedMessage } from '../../../site/messages/message.ts'
import { type ApiError, callUseCase } from '../api.ts'
import { useLiveEvent } from '../live/use-live.ts'
import { type MessageFilter, matchesMessage } from './message-filter.ts'

const pageSize = 100
/** Live messages beyond this are read from the controller again instead of being kept. */
const liveLimit = 1000

/** The messages of a station, newest first: the stored ones page by page, and those that come now unless paused. */
export function useMessages(stationId: string, filter: MessageFilter, paused: boolean) {
  const [live, setLive] = useState<LoggedMessage[]>([])
  const stored = useInfiniteQuery<LoggedMessage[], ApiError, LoggedMessage[], unknown[], number | undefined>({
    queryKey: ['messages.list', stationId, filter],
    queryFn: ({ pageParam }) =>
      callUseCase('messages.list', {
        stationId,
        limit: pageSize,
        ...(pageParam === undefined ? {} : { before: pageParam }),
        ...(filter.action === null ? {} : { action: filter.action }),
        ...(filter.direction === 'all' ? {} : { direction: filter.direction }),
        ...(filter.errorsOnly ? { errorsOnly: true } : {}),
        ...(filter.search === '' ? {} : { search: filter.search }),
      }),
    initialPageParam: undefined,
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
    select: ({ pages }) => pages.flat(),
    // what came while nobody looked was not heard live
    staleTime: 0,
    gcTime: 0,
  })
  useLiveEvent('message.logged', (message) => {
    if (message.stationId !== stationId) return
    if (live.length >= liveLimit && !paused) {
      setLive([message])
      void stored.refetch()
    } else setLive((before) => [message, ...before].slice(0, 2 * liveLimit))
  })
  const oldest = stored.data?.[0]?.id ?? 0
  const fresh = live.filter((message) => message.id > oldest && matchesMessage(message, filter))
  return { stored, fresh, messages: [...fresh, ...(stored.data ?? [])] }
}
