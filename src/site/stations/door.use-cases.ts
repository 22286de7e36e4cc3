/** What a station itself reports, and what its door asks about it. */
import type { PresentedCertificate } from '../certificates/certificate.ts'
import { connectorAt, connectorView, setConnectorStatus } from '../connectors/connector.store.ts'
import { statusFromRaw } from '../connectors/connector.ts'
import { SiteError } from '../errors.ts'
import { instantOf } from '../instant.ts'
import type { Actor } from '../permissions.ts'
import { dropResults } from '../station-setup/setup-plan.store.ts'
import { mustWait } from '../station-setup/setup-plan.use-cases.ts'
import { type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import {
  credentialsOf,
  insertStationEvent,
  markAllOffline,
  recordKnock,
  stationById,
  stationViewById,
  touchStation,
  updateStation,
} from './station.store.ts'
import type { KnockReason, StationCredentials } from './station.ts'

export const stationDoorUseCases = {
  /** For the OCPP door alone. */
  'stations.credentials': query({
    needs: 'system',
    input: trusted<{ id: string; certificate?: PresentedCertificate | null }>(),
    run: ({ db, now }, { id, certificate = null }): StationCredentials | undefined =>
      credentialsOf(db, id, certificate, now),
  }),

  'stations.knock': command({
    needs: 'system',
    input: trusted<{
      id: string
      reason: KnockReason
      remoteAddress: string
      subprotocols: string
      username: string | null
      /** Attempts since the last report; 1 when absent. */
      times?: number
    }>(),
    run: ({ db, now, emit }, knock) => emit('station.knocked', recordKnock(db, knock, now)),
  }),

  /** At start-up: whatever the last process believed, nobody is connected yet. */
  'stations.allOffline': command({ needs: 'system', input: nothing, run: ({ db }) => markAllOffline(db) }),

  'stations.connected': command({
    needs: 'station',
    input: trusted<{ protocol: string }>(),
    run: (context, { protocol }) => {
      const stationId = stationOf(context.actor)
      updateStation(context.db, stationId, { connectedSince: context.now, lastSeenAt: context.now, protocol })
      changed(context, stationId)
    },
  }),

  'stations.disconnected': command({
    needs: 'station',
    input: nothing,
    run: (context) => {
      const stationId = stationOf(context.actor)
      updateStation(context.db, stationId, { connectedSince: null, lastSeenAt: context.now })
      changed(context, stationId)
    },
  }),

  /** BootNotification of both versions. `pending`: it waits until its set-up was tried. */
  'stations.boot': command({
    needs: 'station',
    input: trusted<{
      vendor: string | null
      model: string | null
      serialNumber: string | null
      firmware: string | null
      iccid: string | null
      imsi: string | null
      reason: string | null
    }>(),
    run: (context, { reason, ...told }): { standing: 'accepted' | 'pending' } => {
      const stationId = stationOf(context.actor)
      const before = stationById(context.db, stationId)
      // another firmware may have forgotten or learned things
      if (before.firmware !== told.firmware) dropResults(context.db, stationId)
      updateStation(context.db, stationId, {
        ...told,
        bootReason: reason,
        bootedAt: context.now,
        lastSeenAt: context.now,
      })
      changed(context, stationId)
      const { serialId: id, accountId } = before
      const isHeld = mustWait(context, stationId, told)
      context.emit('station.booted', { id, accountId, isHeld })
      return { standing: isHeld ? 'pending' : 'accepted' }
    },
  }),

  'stations.heartbeat': command({
    needs: 'station',
    input: nothing,
    run: ({ db, actor, now }) => touchStation(db, stationOf(actor), now),
  }),

  /** Status of a connector, or (evseNo 0) of the station. `at`: the station's own timestamp, null if it told none. */
  'stations.reportStatus': command({
    needs: 'station',
    input: trusted<{
      evseNo: number
      connectorNo: number
      rawStatus: string
      errorCode: string | null
      vendorErrorCode: string | null
      info: string | null
      at: number | null
    }>(),
    run: (context, { evseNo, connectorNo, at, ...told }) => {
      const { db, actor, now } = context
      const stationId = stationOf(actor)
      const errorCode = told.errorCode === 'NoError' ? null : told.errorCode
      touchStation(db, stationId, now)
      if (evseNo === 0) {
        updateStation(db, stationId, { rawStatus: told.rawStatus, errorCode })
        changed(context, stationId)
        return
      }
      const { id } = connectorAt(db, stationId, evseNo, connectorNo)
      const status = statusFromRaw(told.rawStatus)
      setConnectorStatus(db, id, { ...told, errorCode, status, at: instantOf(at, now) })
      context.emitRow('connector.changed', id, () => connectorView(db, id))
    },
  }),

  /** Something that happened in a station's device model, or a vendor's own message. */
  'stations.reportEvent': command({
    needs: 'station',
    input: trusted<{
      evseNo: number | null
      subject: string
      value: string | null
      trigger: string | null
      cleared: boolean | null
      text: string | null
      at: number | null
    }>(),
    run: ({ db, actor, now, emit }, { at, ...told }) => {
      const row = { ...told, stationId: stationOf(actor), at: instantOf(at, now), receivedAt: now }
      emit('station.reported', insertStationEvent(db, row))
    },
  }),
}

export function stationOf(actor: Actor): number {
  if (actor.kind !== 'station') throw new SiteError('Forbidden')
  return actor.stationId
}

function changed({ db, emitRow }: CommandContext, stationId: number) {
  emitRow('station.changed', stationId, () => stationViewById(db, stationId))
}
