import { useEffect, useMemo, useState } from 'react'
import type { SampleView } from '../../../site/connectors/sample.ts'
import { useLiveEvent } from '../live/use-live.ts'
import { useAnswer } from '../use-use-case.ts'
import { sessionPoints } from './session-points.ts'

/** Readings that came since the curve was read; more than a window shows are not kept. */
const liveLimit = 2000

/** The curve of a session, growing while it runs and its station is watched. */
export function useSessionPoints(uid: string, meterStartWh: number | null) {
  const { data, error, refetch } = useAnswer('transactions.samples', { uid, most: 600 })
  const [live, setLive] = useState<SampleView[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session begins from nothing
  useEffect(() => setLive([]), [uid])
  useLiveEvent('sample.recorded', (sample) => {
    if (sample.transactionUid === uid) setLive((before) => [...before, sample].slice(-liveLimit))
  })
  const points = useMemo(() => {
    if (!data) return undefined
    const byInstant = new Map([...data, ...live].map((sample) => [sample.at, sample]))
    return sessionPoints(
      [...byInstant.values()].sort((a, b) => a.at - b.at),
      meterStartWh,
    )
  }, [data, live, meterStartWh])
  return { points, error, refetch }
}
