/** Local lists and caches of stations: kept in step with the tags. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, command, query, trusted } from '../use-case.ts'
import {
  candidatesFor,
  changeLocalList,
  lastUses,
  latestBlocking,
  localListEntries,
  localListRow,
  localListView,
  putLocalListEntries,
  removeLocalListEntries,
  reportedLimit,
} from './local-list.store.ts'
import { type Candidate, fitting, type LocalListView, partsOf } from './local-list.ts'
import type { LocalListCapacity, LocalListPart } from './local-list-charger.ts'

const station = z.object({ id: z.string() }).strict()
/** A station that takes no list of this many tags takes none. */
const fewest = 8
/** Times that a station may claim another version than it just told. */
const mostMismatches = 2

type StationRow = ReturnType<typeof stationRow>

const recordPart = command({
  needs: 'ManageChargingStations',
  input: trusted<{ stationId: number; part: LocalListPart }>(),
  run: ({ db, now }, { stationId, part }) => {
    removeLocalListEntries(db, stationId, part.kind === 'whole' ? 'all' : part.remove)
    putLocalListEntries(db, stationId, part.put)
    changeLocalList(db, stationId, { version: part.version, changedAt: now })
  },
})

const recordState = command({
  needs: 'ManageChargingStations',
  input: trusted<{ stationId: number } & Parameters<typeof changeLocalList>[2]>(),
  run: ({ db }, { stationId, ...changes }) => changeLocalList(db, stationId, changes),
})

const noteCleared = command({
  needs: 'OperateStations',
  input: trusted<{ stationId: number; accountId: string; serialId: string; after: string | null; byHand: boolean }>(),
  run: (context, { stationId, accountId, serialId, after, byHand }) => {
    changeLocalList(context.db, stationId, { cacheClearedAfter: after ?? '' })
    if (byHand) writeAudit(context, { accountId, action: 'stations.clearCache', subject: `station ${serialId}` })
  },
})

export const localListUseCases = {
  'localLists.get': query({
    needs: 'ReadChargingStations',
    input: station,
    run: ({ db, actor }, { id }): LocalListView => localListView(db, stationRow(db, actor, id)),
  }),

  /**
   * Brings the list of a station up to date now: only what differs, or with `whole` everything. The controller does it by
   * itself whenever tags change or the station comes back.
   * @throws SiteError StationOffline, StationTimeout, StationRejected
   */
  'localLists.send': action({
    needs: 'ManageChargingStations',
    input: station.extend({ whole: z.boolean().default(false) }).strict(),
    run: async (context, { id, whole }): Promise<LocalListView> => {
      const row = stationRow(context.read, context.actor, id)
      await bringUpToDate(context, row, whole)
      return localListView(context.read, { id: row.id, serialId: row.serialId })
    },
  }),

  /** The station forgets the tags that it remembers from earlier answers. @throws SiteError NotSupported, StationRejected */
  'stations.clearCache': action({
    needs: 'OperateStations',
    input: station,
    run: async (context, { id }): Promise<void> => {
      const row = stationRow(context.read, context.actor, id)
      await clearCache(context, row, true)
    },
  }),

  /** Clears the cache of a station when a tag was blocked or removed since it was cleared last. */
  'localLists.clearDueCache': action({
    needs: 'system',
    input: station,
    run: async (context, { id }): Promise<{ outcome: 'cleared' | 'not-due' | 'not-possible' }> => {
      const { read, actor } = context
      const row = stationRow(read, actor, id)
      const blocking = latestBlocking(read, row.accountId)
      if (blocking === null || blocking <= (localListRow(read, row.id)?.cacheClearedAfter ?? '')) {
        return { outcome: 'not-due' }
      }
      try {
        await clearCache(context, row, false)
        return { outcome: 'cleared' }
      } catch (error) {
        if (!isRefusal(error)) throw error
        // a station without a cache, or with its cache switched off, remembers nobody
        await context.execute(noteCleared, noteOf(row, blocking, false))
        return { outcome: 'not-possible' }
      }
    },
  }),
}

async function clearCache({ read, chargers, execute }: ActionContext, row: StationRow, byHand: boolean) {
  // read before the station is asked: what is blocked meanwhile is due again
  const blocking = latestBlocking(read, row.accountId)
  await chargers.get(row.id).clearCache()
  await execute(noteCleared, noteOf(row, blocking, byHand))
}

function noteOf({ id, accountId, serialId }: StationRow, after: string | null, byHand: boolean) {
  return { stationId: id, accountId, serialId, after, byHand }
}

function isRefusal(error: unknown): boolean {
  return error instanceof SiteError && (error.code === 'NotSupported' || error.code === 'StationRejected')
}

async function bringUpToDate(context: ActionContext, row: StationRow, whole: boolean) {
  const { read, chargers, execute } = context
  const stationId = row.id
  const learntFrom = `${row.protocol ?? ''} ${row.vendor ?? ''} ${row.model ?? ''} ${row.firmware ?? ''}`
  const known = localListRow(read, stationId)
  const isSameBox = known?.learntFrom === learntFrom
  if (known?.state === 'unsupported' && isSameBox && !whole) return
  const charger = chargers.get(stationId)
  try {
    const capacity = await charger.localListCapacity()
    const told = capacity.maxEntries ?? reportedLimit(read, stationId, capacity.maxEntriesKey)
    // a station that tells no limit and once failed has the limit that was found then
    const maxEntries = told ?? (isSameBox ? (known?.maxEntries ?? null) : null)
    if (!capacity.enabled) {
      const problem = 'The station has local lists, but they are switched off in its settings.'
      await execute(recordState, { stationId, state: 'disabled', learntFrom, maxEntries, problem })
      return
    }
    const version = await charger.localListVersion()
    await execute(recordState, { stationId, learntFrom, maxEntries })
    await sendUntilTaken(context, row, { capacity: { ...capacity, maxEntries }, isTold: told !== null, version, whole })
  } catch (error) {
    if (!(error instanceof SiteError && error.code === 'NotSupported')) throw error
    await execute(recordState, {
      stationId,
      state: 'unsupported',
      learntFrom,
      version: null,
      leftOut: 0,
      problem: null,
    })
  }
}

/** What differs; when the station does not take that, the whole list; and when it tells no limit, half of it, and so on. */
async function sendUntilTaken(
  context: ActionContext,
  row: StationRow,
  start: { capacity: LocalListCapacity; isTold: boolean; version: number; whole: boolean },
) {
  const { read, execute } = context
  const stationId = row.id
  let { version, whole } = start
  let { maxEntries } = start.capacity
  for (let mismatches = 0; ; ) {
    const { entries, leftOut } = wantedEntries(context, row, { ...start.capacity, maxEntries })
    const isKnown = !whole && localListRow(read, stationId)?.version === version
    const known = isKnown ? localListEntries(read, stationId) : null
    const parts = partsOf({ version, entries: known }, entries, start.capacity.entriesAtOnce)
    const answer = await sendParts(context, stationId, parts)
    if (answer === 'accepted') {
      await execute(recordState, { stationId, state: 'current', leftOut, maxEntries, problem: null })
      return
    }
    if (isKnown) whole = true
    else if (answer === 'version-mismatch' && mismatches++ < mostMismatches) whole = true
    else if (answer === 'failed' && !start.isTold && entries.length > fewest)
      maxEntries = Math.floor(entries.length / 2)
    else {
      const problem = `The station did not take its list of ${entries.length} tags (${answer}).`
      await execute(recordState, { stationId, state: 'failed', problem })
      return
    }
    version = await context.chargers.get(stationId).localListVersion()
  }
}

function wantedEntries(
  { read, clock }: ActionContext,
  { id, accountId }: StationRow,
  room: { maxEntries: number | null; longestIdTag: number },
): { entries: Candidate[]; leftOut: number } {
  const candidates = candidatesFor(read, { accountId, stationId: id, now: clock.now() })
  return fitting(candidates, room, () => lastUses(read, accountId))
}

async function sendParts({ chargers, execute }: ActionContext, stationId: number, parts: LocalListPart[]) {
  for (const part of parts) {
    // until the answer is here nobody knows which list the station has
    await execute(recordState, { stationId, version: null })
    const answer = await chargers.get(stationId).sendLocalList(part)
    if (answer !== 'accepted') return answer
    await execute(recordPart, { stationId, part })
  }
  return 'accepted' as const
}
