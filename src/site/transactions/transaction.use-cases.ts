import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { type ConnectorPlace, connectorPlace, type StoredSample, samplesOf } from '../connectors/connector.store.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { quirksOfStation } from '../quirks/quirk.store.ts'
import { assertNotReserved } from '../reservations/reservation.store.ts'
import { chooseTag } from '../tags/choose-tag.ts'
import { authorizeTag, isTagOf } from '../tags/tag.store.ts'
import { action, command, nothing, type QueryContext, query, trusted } from '../use-case.ts'
import {
  changeStartRequest,
  insertStartRequest,
  startRequestById,
  startRequestByUid,
  startRequestView,
} from './start-request.store.ts'
import { openTransactions, transactionById, transactionByOcppId } from './transaction.store.ts'
import type { StartRequestView, TransactionView } from './transaction.ts'
import {
  listTransactions,
  type TransactionPage,
  type TransactionTotals,
  totalTransactions,
  transactionIdOf,
  transactionView,
} from './transaction-view.store.ts'

const instant = z.number().int().nonnegative()
const filter = z
  .object({
    stationId: z.string().optional(),
    connectorId: z.number().int().optional(),
    tag: z.string().max(100).optional(),
    from: instant.optional(),
    to: instant.optional(),
    state: z.enum(['running', 'ended']).optional(),
  })
  .strict()

interface Order {
  requestId: number
  place: ConnectorPlace
  idTag: string
}

/** Checks and writes down the request before the station is asked, so that its start is known when it comes. */
const request = command({
  needs: 'OperateStations',
  input: z.object({ connectorId: z.number().int(), idTag: z.string().max(36).optional() }).strict(),
  run: (context, input): Order => {
    const { db, actor, now, chargers } = context
    const place = connectorPlace(db, actor, input.connectorId)
    if (!place.stationEnabled) throw new SiteError('StationDisabled', { station: place.serialId })
    if (place.transactionId !== null) throw new SiteError('ConnectorBusy', { connector: place.id })
    if (place.status === 'Unavailable' || place.status === 'Faulted')
      throw new SiteError('ConnectorUnavailable', { connector: place.id, status: place.status })
    if (place.rawStatus === 'Finishing' && quirksOfStation(db, place.stationId).noRestartFromFinishing)
      throw new SiteError('ConnectorUnavailable', {
        connector: place.id,
        reason: 'This station starts again only when the car was unplugged after its last session.',
      })
    const { idTag, tagId, groupIdTag } = chooseTag(context, { ...place, starting: place.id }, input.idTag)
    assertNotReserved(db, place, { idTag, groupIdTag })
    if (!chargers.isReady(place.stationId)) throw new SiteError('StationOffline', { station: place.serialId })
    const row = insertStartRequest(db, {
      accountId: place.accountId,
      connectorId: place.id,
      tagId,
      userId: actor.kind === 'user' ? actor.userId : null,
      state: 'sent',
      requestedAt: now,
    })
    writeAudit(context, {
      accountId: place.accountId,
      action: 'transactions.start',
      subject: `connector ${place.id} of station ${place.serialId}`,
      after: { idTag, request: row.uid },
    })
    context.emit('start-request.changed', startRequestView(row))
    return { requestId: row.id, place, idTag }
  },
})

const conclude = command({
  needs: 'OperateStations',
  input: trusted<{ requestId: number; state: 'accepted' | 'refused' | 'unanswered' }>(),
  run: ({ db, emit }, { requestId, state }): StartRequestView => {
    const now = startRequestById(db, requestId)
    // the station may report its start before it answers the request
    if (now?.state === 'started') return startRequestView(now)
    const view = startRequestView(changeStartRequest(db, requestId, { state }))
    emit('start-request.changed', view)
    return view
  },
})

const noteStop = command({
  needs: 'OperateStations',
  input: trusted<{ accountId: string; subject: string; after: unknown }>(),
  run: (context, entry) => writeAudit(context, { ...entry, action: 'transactions.stop' }),
})

export const transactionUseCases = {
  /** Latest first; `next` is the cursor of the following page. */
  'transactions.list': query({
    needs: 'ReadTransactions',
    input: filter
      .extend({ limit: z.number().int().min(1).max(500).default(50), cursor: z.string().max(50).optional() })
      .strict(),
    run: ({ db, actor }, { limit, cursor, ...rest }): TransactionPage =>
      listTransactions(db, actor, rest, limit, cursor),
  }),

  'transactions.totals': query({
    needs: 'ReadTransactions',
    input: filter,
    run: ({ db, actor }, input): TransactionTotals => totalTransactions(db, actor, input),
  }),

  'transactions.get': query({
    needs: 'ReadTransactions',
    input: z.object({ uid: z.string() }).strict(),
    run: ({ db, actor }, { uid }): TransactionView => transactionView(db, actor, uid),
  }),

  /** Readings of a session in order of time, thinned to about `most`. */
  'transactions.samples': query({
    needs: 'ReadTransactions',
    input: z.object({ uid: z.string(), most: z.number().int().min(2).max(10_000).default(600) }).strict(),
    run: ({ db, actor }, { uid, most }): StoredSample[] => samplesOf(db, transactionIdOf(db, actor, uid), most),
  }),

  /**
   * Asks the station to start. Without `idTag` the caller's own (oldest usable) tag is taken. Resolves when the station has
   * answered, never waits for the car: the session itself comes as an event.
   * @throws SiteError NoTag, TagNotAccepted, ConnectorBusy, ConnectorReserved, ConnectorUnavailable, StationOffline,
   *   StationRejected, StationTimeout
   */
  'transactions.start': action({
    needs: 'OperateStations',
    input: z.object({ connectorId: z.number().int(), idTag: z.string().trim().min(1).max(36).optional() }).strict(),
    run: async ({ execute, chargers }, input): Promise<StartRequestView> => {
      const { requestId, place, idTag } = await execute(request, input)
      try {
        await chargers
          .get(place.stationId)
          .startCharging({ evseNo: place.evseNo, connectorNo: place.connectorNo, idTag, requestId })
      } catch (error) {
        const unanswered = error instanceof SiteError && error.code === 'StationTimeout'
        await execute(conclude, { requestId, state: unanswered ? 'unanswered' : 'refused' })
        throw error
      }
      return execute(conclude, { requestId, state: 'accepted' })
    },
  }),

  /** What became of a request to start. */
  'transactions.startRequest': query({
    needs: 'OperateStations',
    input: z.object({ id: z.string() }).strict(),
    run: ({ db, actor }, { id }): StartRequestView => startRequestView(startRequestByUid(db, actor, id)),
  }),

  /**
   * Asks the station to stop the running session of a connector: one's own, or any with ManageChargingStations.
   * @throws SiteError NoSession, Forbidden, StationOffline, StationRejected, StationTimeout
   */
  'transactions.stop': action({
    needs: 'OperateStations',
    input: z.object({ connectorId: z.number().int() }).strict(),
    run: async ({ read, actor, chargers, execute }, { connectorId }): Promise<{ transactionUid: string }> => {
      const place = connectorPlace(read, actor, connectorId)
      const row = place.transactionId === null ? undefined : transactionById(read, place.transactionId)
      if (!row || row.stoppedAt !== null) throw new SiteError('NoSession', { connector: connectorId })
      if (!mayStop(actor, row.userId) && !ownsTag(read, actor, row.tagId)) throw new SiteError('Forbidden')
      await chargers.get(place.stationId).stopCharging({ ocppTransactionId: row.ocppId })
      await execute(noteStop, {
        accountId: row.accountId,
        subject: `session ${row.uid}`,
        after: { station: place.serialId, connector: connectorId },
      })
      return { transactionUid: row.uid }
    },
  }),

  /** Connectors whose running session has a tag that was blocked or removed since. */
  'transactions.blocked': query({
    needs: 'system',
    input: nothing,
    run: ({ db, now }): number[] =>
      openTransactions(db)
        .filter((row) => {
          if (row.startTag === null || row.authorization !== 'Accepted') return false
          const { accountId, stationId, startTag: idTag } = row
          const { status } = authorizeTag(db, { accountId, stationId, idTag, now })
          return status === 'Blocked' || status === 'Invalid'
        })
        .map((row) => row.connectorId),
  }),

  /** For the OCPP door: the session a station speaks of by its own id. */
  'transactions.find': query({
    needs: 'station',
    input: trusted<{ ocppId: string }>(),
    run: ({ db, actor }, { ocppId }) =>
      actor.kind === 'station' ? transactionByOcppId(db, actor.stationId, ocppId)?.uid : undefined,
  }),
}

function mayStop(actor: Actor, userId: string | null): boolean {
  if (actor.kind !== 'user') return true
  return actor.permissions.has('ManageChargingStations') || userId === actor.userId
}

function ownsTag(db: QueryContext['db'], actor: Actor, tagId: string | null): boolean {
  return actor.kind === 'user' && tagId !== null && isTagOf(db, actor.userId, tagId)
}
