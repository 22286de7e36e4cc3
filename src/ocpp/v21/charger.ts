import type { Charger, TriggerMessage } from '../../site/charger.ts'
import { SiteError } from '../../site/errors.ts'
import { checkTagLength, expectStatus } from '../answers.ts'
import { consoleCharger } from '../console-charger.ts'
import type { RequestStartTransactionRequest } from '../generated/v21/types.ts'
import type { Caller } from '../protocol.ts'
import { certificateCharger } from '../v201/certificate-charger.ts'
import { createCharger as createCharger201 } from '../v201/charger.ts'
import { deviceModelCharger } from '../v201/device-model-charger.ts'
import { sessionStatusCharger } from '../v201/session-status-charger.ts'
import { setupCharger } from '../v201/setup-charger.ts'
import { vendorCharger } from '../vendors.ts'
import { console21 } from './console.ts'
import { unservedCharger } from './unserved-charger.ts'

/** 2.0.1 has room for 36. */
const longestTag = 255
/** Stations would tell what is asked for by messages that are not served yet. */
const triggered: readonly TriggerMessage[] = ['boot', 'status', 'meter-values', 'heartbeat']

/**
 * Requests that are the same in both versions are those of 2.0.1; like all, they are held against the schemas of 2.1 before
 * they are sent.
 */
export function createCharger(link: Caller): Charger {
  const { stopCharging, setAvailability, reset, unlock, trigger, readSettings, writeSetting } = createCharger201(link)
  const { requestReport, requestReportOf, writeSettings } = deviceModelCharger(link)
  const { writePassword } = certificateCharger(link)
  return {
    ...unservedCharger,
    ...consoleCharger(link, console21),
    ...setupCharger(link),
    ...sessionStatusCharger(link),
    ...vendorCharger(link, { textOnly: false }),
    stopCharging,
    setAvailability,
    reset,
    unlock,
    readSettings,
    writeSetting,
    writeSettings,
    writePassword,
    requestReport,
    requestReportOf,

    startCharging: async ({ evseNo, idTag, requestId }) => {
      checkTagLength(idTag, longestTag, 'OCPP 2.1')
      const request: RequestStartTransactionRequest = {
        evseId: evseNo,
        remoteStartId: requestId,
        idToken: { idToken: idTag, type: 'Central' },
      }
      expectStatus('RequestStartTransaction', await link.call('RequestStartTransaction', request), ['Accepted'])
    },

    trigger: async (order) => {
      if (!triggered.includes(order.message))
        throw new SiteError('NotSupported', { request: 'TriggerMessage', message: order.message, protocol: 'ocpp2.1' })
      await trigger(order)
    },
  }
}
