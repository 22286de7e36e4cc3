import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { UseCaseName, UseCaseOutput } from '../../../site/api.ts'
import type { TransactionView } from '../../../site/transactions/transaction.ts'
import type { SessionView } from '../api.ts'
import { followEquipment } from './follow-equipment.ts'
import type { LiveConnection } from './live-connection.ts'

type TransactionPages = InfiniteData<UseCaseOutput<'transactions.list'>>

/** Sums are asked for again at most so often while sessions run. */
const sumsEveryMs = 3000

/** Keeps answers that were read before in step with what changes. @returns the function that ends it */
export function followChanges(live: LiveConnection, queries: QueryClient): () => void {
  const outdated = (...names: UseCaseName[]) => {
    for (const name of names) void queries.invalidateQueries({ queryKey: [name] })
  }
  const sums = throttled(sumsEveryMs, () => outdated('overview.get', 'overview.days', 'transactions.totals'))
  const lists = throttled(1000, () => outdated('transactions.list'))
  let first = true
  live.onFresh = () => {
    // what was read before the first snapshot was read just now
    if (!first) void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    first = false
  }
  const ends = [
    live.on('transaction.changed', (transaction) => {
      queries.setQueryData(['transactions.get', { uid: transaction.uid }], transaction)
      if (!replaceInLists(queries, transaction) || transaction.stoppedAt !== null) lists()
      sums()
    }),
    live.on('tag.changed', () => outdated('tags.list', 'tags.mine')),
    live.on('user.changed', (user) => {
      outdated('users.list')
      queries.setQueryData<SessionView>(['session'], (session) =>
        session?.user?.id === user.id ? { ...session, user } : session,
      )
    }),
    live.on('hq.changed', (status) => queries.setQueryData(['hq.status', {}], status)),
    live.on('site.changed', (site) => {
      queries.setQueryData<SessionView>(['session'], (session) => session && { ...session, site, siteName: site.name })
      outdated('overview.get', 'overview.days')
    }),
    live.on('station.reported', () => outdated('stations.events')),
    live.on('fact.quarantined', () => outdated('quarantine.list')),
    live.on('station.changed', () => outdated('stations.settings')),
    ...followEquipment(live, queries),
  ]
  return () => {
    sums.cancel()
    lists.cancel()
    for (const end of ends) end()
  }
}

/** @returns whether a list showed it already */
function replaceInLists(queries: QueryClient, transaction: TransactionView): boolean {
  let found = false
  queries.setQueriesData<TransactionPages>({ queryKey: ['transactions.list'] }, (data) => {
    if (!data?.pages?.some((page) => page.items.some(({ uid }) => uid === transaction.uid))) return data
    found = true
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.uid === transaction.uid ? transaction : item)),
    }))
    return { ...data, pages }
  })
  return found
}

/** At once when it was quiet, then at most once per period, the last call never lost. */
function throttled(periodMs: number, run: () => void): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const call = () => {
    if (timer !== undefined) {
      again = true
      return
    }
    run()
    timer = setTimeout(() => {
      timer = undefined
      if (!again) return
      again = false
      call()
    }, periodMs)
  }
  call.cancel = () => clearTimeout(timer)
  return call
}
