import { raiseAlarm } from '../alarms/alarm.store.ts'
import { writeAudit } from '../audit/audit.store.ts'
import { instantOf } from '../instant.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { hasStationEvent, insertStationEvent, stationName } from '../stations/station.store.ts'
import { command, trusted } from '../use-case.ts'
import { severityOf } from './security-event.ts'

export const securityEventUseCases = {
  /** A station reports something of its security: event, audit log, and an alarm where it is critical. */
  'stations.reportSecurityEvent': command({
    needs: 'station',
    input: trusted<{ kind: string; text: string | null; at: number | null }>(),
    run: (context, { kind, text, ...told }) => {
      const { db, actor, now, emit } = context
      const stationId = stationOf(actor)
      const { accountId, serialId } = stationName(db, stationId)
      const at = instantOf(told.at, now)
      const subject = `Security.${kind}`
      // stations repeat what was not answered
      if (at === told.at && hasStationEvent(db, stationId, at, subject, text)) return
      const severity = severityOf(kind)
      emit(
        'station.reported',
        insertStationEvent(db, { stationId, at, receivedAt: now, evseNo: null, subject, value: null, text, severity }),
      )
      writeAudit(context, {
        accountId,
        action: 'stations.securityEvent',
        subject: `station ${serialId}`,
        after: { kind, text, severity, at },
      })
      if (severity === 'critical') raiseAlarm(context, { accountId, stationId, kind, text, at })
    },
  }),
}
