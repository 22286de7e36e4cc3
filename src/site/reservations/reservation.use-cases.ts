/** Connectors kept for a tag. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { type ConnectorPlace, connectorPlace } from '../connectors/connector.store.ts'
import type { ReadHandle } from '../db/open.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationRow } from '../stations/station.store.ts'
import { chooseTag } from '../tags/choose-tag.ts'
import { isTagOf } from '../tags/tag.store.ts'
import { type ActionContext, action, type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import {
  changeReservation,
  dueReservations,
  insertReservation,
  listReservations,
  openReservations,
  openReservationsOfTag,
  type ReservationRow,
  reservationById,
  reservationByUid,
  reservationView,
  stationsWithUntold,
  untoldReservations,
} from './reservation.store.ts'
import type { ReservationView } from './reservation.ts'
import { endReservation, tellReservation } from './reservation-end.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** How far ahead a driver may reserve, and a site manager. */
const furthestMs = { driver: dayMs, manager: 30 * dayMs }

const input = z
  .object({
    /** A connector, or `stationId` for any of a station. */
    connectorId: z.number().int().optional(),
    stationId: z.string().optional(),
    idTag: z.string().trim().min(1).max(36).optional(),
    expiresAt: z.number().int().nonnegative(),
  })
  .strict()
  .refine((value) => (value.connectorId === undefined) !== (value.stationId === undefined), {
    path: ['connectorId'],
    message: 'Say either which connector, or which station where any will do.',
  })

interface Order {
  row: ReservationRow
  evseNo: number | null
}

const request = command({
  needs: 'OperateStations',
  input,
  run: (context, { connectorId, stationId, idTag: wanted, expiresAt }): Order => {
    const { db, actor, now, chargers } = context
    assertSpan(actor, now, expiresAt)
    const connector = connectorId === undefined ? null : freeConnector(context, connectorId)
    const place = connector ?? stationPlace(context, stationId ?? '')
    const { idTag, tagId, groupIdTag } = chooseTag(context, place, wanted)
    assertFew(context, tagId)
    if (!chargers.isReady(place.stationId)) throw new SiteError('StationOffline', { station: place.serialId })
    const row = insertReservation(db, {
      accountId: place.accountId,
      stationId: place.stationId,
      connectorId: connector?.id ?? null,
      tagId,
      idTag,
      groupIdTag,
      userId: actor.kind === 'user' ? actor.userId : null,
      expiresAt,
      createdAt: now,
    })
    writeAudit(context, {
      accountId: place.accountId,
      action: 'reservations.create',
      subject: connector ? `connector ${connector.id} of station ${place.serialId}` : `station ${place.serialId}`,
      after: { idTag, expiresAt, reservation: row.uid },
    })
    tellReservation(context, row)
    return { row, evseNo: connector?.evseNo ?? null }
  },
})

const conclude = command({
  needs: 'OperateStations',
  input: trusted<{ id: number; outcome: 'active' | 'refused' | 'unanswered'; reason: string | null }>(),
  run: (context, { id, outcome, reason }): ReservationView => {
    const row = reservationById(context.db, id)
    if (!row) throw new SiteError('NotFound', { reservation: id })
    // the driver may have plugged in, or somebody cancelled, before the station's answer was here
    if (row.state === 'sent') {
      if (outcome === 'active') tellReservation(context, changeReservation(context.db, id, { state: 'active' }))
      else endReservation(context, row, outcome, { reason, untold: outcome === 'unanswered' })
    }
    return reservationView(context.db, id)
  },
})

const end = command({
  needs: 'OperateStations',
  input: trusted<{ uid: string; untold: boolean }>(),
  run: (context, { uid, untold }): ReservationView => {
    const row = reservationByUid(context.db, context.actor, uid)
    if (row.state === 'sent' || row.state === 'active') {
      endReservation(context, row, 'cancelled', { untold })
      writeAudit(context, {
        accountId: row.accountId,
        action: 'reservations.cancel',
        subject: `reservation ${uid}`,
        before: { idTag: row.idTag, expiresAt: row.expiresAt },
      })
    }
    return reservationView(context.db, row.id)
  },
})

const noteTold = command({
  needs: 'system',
  input: trusted<{ id: number }>(),
  run: ({ db }, { id }) => void changeReservation(db, id, { untold: false }),
})

export const reservationUseCases = {
  /** Latest first. Drivers see their own. */
  'reservations.list': query({
    needs: 'ReadChargingStations',
    input: z
      .object({
        stationId: z.string().optional(),
        state: z.enum(['open', 'all']).default('open'),
        limit: z.number().int().min(1).max(500).default(100),
      })
      .strict(),
    run: ({ db, actor }, filter): ReservationView[] => listReservations(db, actor, filter),
  }),

  'reservations.get': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string() }).strict(),
    run: ({ db, actor }, { id }): ReservationView => reservationView(db, reservationByUid(db, actor, id).id),
  }),

  /**
   * Keeps a connector, or any connector of a station, for a tag until `expiresAt`. Without `idTag` the caller's own (oldest
   * usable) tag is taken. Resolves when the station has answered.
   * @throws SiteError NoTag, TagNotAccepted, ConnectorBusy, ConnectorReserved, ConnectorUnavailable, AlreadyExists,
   *   StationOffline, StationRejected, StationTimeout, NotSupported
   */
  'reservations.create': action({
    needs: 'OperateStations',
    input,
    run: async ({ chargers, execute }, wanted): Promise<ReservationView> => {
      const { row, evseNo } = await execute(request, wanted)
      const { id, stationId, idTag, groupIdTag, expiresAt } = row
      try {
        await chargers.get(stationId).reserve({ reservationId: id, evseNo, idTag, groupIdTag, expiresAt })
      } catch (error) {
        const code = error instanceof SiteError ? error.code : 'InternalError'
        const reason = error instanceof SiteError ? String(error.details.answer ?? code) : code
        await execute(conclude, { id, outcome: code === 'StationTimeout' ? 'unanswered' : 'refused', reason })
        throw error
      }
      return execute(conclude, { id, outcome: 'active', reason: null })
    },
  }),

  /**
   * Ends a reservation: one's own, or any with ManageChargingStations. The connector is free here at once; a station that can
   * not be asked now is told when it is back.
   * @throws SiteError NotFound, Forbidden
   */
  'reservations.cancel': action({
    needs: 'OperateStations',
    input: z.object({ id: z.string() }).strict(),
    run: async (context, { id }): Promise<ReservationView> => {
      const { read, actor, execute } = context
      const row = reservationByUid(read, actor, id)
      if (!mayCancel(read, actor, row)) throw new SiteError('Forbidden')
      if (row.state !== 'sent' && row.state !== 'active') return reservationView(read, row.id)
      return execute(end, { uid: id, untold: !(await tellEnd(context, row)) })
    },
  }),

  /** Reservations whose time is up, as the site's clock has it. */
  'reservations.expire': command({
    needs: 'system',
    input: nothing,
    run: (context): number => {
      const due = dueReservations(context.db, context.now)
      // the station ends them by itself, by its own clock: telling it heals a wrong one
      for (const row of due) endReservation(context, row, 'expired', { untold: true })
      return due.length
    },
  }),

  /** Stations (OCPP identities) that may still keep reservations that ended. */
  'reservations.untold': query({
    needs: 'system',
    input: nothing,
    run: ({ db }): string[] => stationsWithUntold(db),
  }),

  /** Tells a station of reservations that ended; after a boot also of those that it should keep. */
  'reservations.tell': action({
    needs: 'system',
    input: trusted<{ stationId: string; booted: boolean }>(),
    run: async (context, { stationId, booted }): Promise<void> => {
      const { read, actor, execute, clock } = context
      const { id } = stationRow(read, actor, stationId)
      for (const row of untoldReservations(read, id)) {
        const isOld = row.endedAt !== null && row.endedAt < clock.now() - dayMs
        if (isOld || (await tellEnd(context, row))) await execute(noteTold, { id: row.id })
      }
      if (!booted) return
      for (const row of openReservations(read, id)) await remind(context, row)
    },
  }),

  /** A station dropped a reservation (2.0.1 ReservationStatusUpdate). */
  'reservations.report': command({
    needs: 'station',
    input: trusted<{ reservationId: number; outcome: 'expired' | 'removed' }>(),
    run: (context, { reservationId, outcome }) => {
      const row = reservationById(context.db, reservationId)
      if (row?.stationId !== stationOf(context.actor)) return
      if (row.state === 'sent' || row.state === 'active')
        endReservation(context, row, outcome, { reason: 'The station has ended it.' })
      else if (row.untold) changeReservation(context.db, row.id, { untold: false })
    },
  }),
}

/** @returns whether the station knows, or never will */
async function tellEnd({ chargers, log }: ActionContext, row: ReservationRow): Promise<boolean> {
  if (!chargers.isReady(row.stationId)) return false
  try {
    await chargers.get(row.stationId).cancelReservation({ reservationId: row.id })
    return true
  } catch (error) {
    const code = error instanceof SiteError ? error.code : 'InternalError'
    if (code === 'StationRejected' || code === 'NotSupported') return true
    log.info('a station could not be told of the end of a reservation', { reservation: row.uid, code })
    return false
  }
}

/** A station that was restarted may have lost it. One that kept it says no, which is as good. */
async function remind({ read, actor, chargers, log }: ActionContext, row: ReservationRow) {
  try {
    const evseNo = row.connectorId === null ? null : connectorPlace(read, actor, row.connectorId).evseNo
    const { id: reservationId, idTag, groupIdTag, expiresAt } = row
    await chargers.get(row.stationId).reserve({ reservationId, evseNo, idTag, groupIdTag, expiresAt })
  } catch (error) {
    const reason = error instanceof SiteError ? error.code : String(error)
    log.info('a restarted station did not take a reservation again', { reservation: row.uid, reason })
  }
}

function assertSpan(actor: Actor, now: number, expiresAt: number) {
  const isDriver = actor.kind === 'user' && !actor.permissions.has('ManageChargingStations')
  const most = isDriver ? furthestMs.driver : furthestMs.manager
  if (expiresAt <= now + minuteMs)
    throw new SiteError('InvalidInput', { fields: { expiresAt: 'Choose an instant that is at least a minute ahead.' } })
  if (expiresAt > now + most)
    throw new SiteError('InvalidInput', {
      fields: { expiresAt: `Choose an instant that is at most ${isDriver ? '24 hours' : '30 days'} ahead.` },
    })
}

function freeConnector({ db, actor }: CommandContext, connectorId: number): ConnectorPlace {
  const place = connectorPlace(db, actor, connectorId)
  if (!place.stationEnabled) throw new SiteError('StationDisabled', { station: place.serialId })
  if (place.transactionId !== null) throw new SiteError('ConnectorBusy', { connector: place.id })
  if (place.status === 'Unavailable' || place.status === 'Faulted')
    throw new SiteError('ConnectorUnavailable', { connector: place.id, status: place.status })
  if (openReservations(db, place.stationId).some((each) => each.connectorId === place.id))
    throw new SiteError('ConnectorReserved', { connector: place.id })
  return place
}

function stationPlace({ db, actor }: CommandContext, serialId: string) {
  const { id, accountId, enabled } = stationRow(db, actor, serialId)
  if (!enabled) throw new SiteError('StationDisabled', { station: serialId })
  return { id: null, stationId: id, serialId, accountId }
}

/** Drivers keep one connector at a time. */
function assertFew({ db, actor }: CommandContext, tagId: string) {
  if (actor.kind !== 'user' || actor.permissions.has('ManageChargingStations')) return
  const [open] = openReservationsOfTag(db, tagId)
  if (open) throw new SiteError('AlreadyExists', { reservation: open.uid })
}

function mayCancel(db: ReadHandle, actor: Actor, row: ReservationRow): boolean {
  if (actor.kind !== 'user' || actor.permissions.has('ManageChargingStations')) return true
  return row.userId === actor.userId || isTagOf(db, actor.userId, row.tagId)
}
