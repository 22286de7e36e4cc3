import type { Charger, StationSetting, TriggerMessage } from '../../site/charger.ts'
import { SiteError } from '../../site/errors.ts'
import { checkTagLength, chunks, expectStatus, shownValue, textIn } from '../answers.ts'
import { consoleCharger } from '../console-charger.ts'
import type {
  ChangeAvailabilityRequest,
  GetVariablesRequest,
  RequestStartTransactionRequest,
  RequestStopTransactionRequest,
  ResetRequest,
  SetVariablesRequest,
  TriggerMessageRequest,
  UnlockConnectorRequest,
} from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { vendorCharger } from '../vendors.ts'
import { certificateCharger } from './certificate-charger.ts'
import { console201 } from './console.ts'
import { costCharger } from './cost-charger.ts'
import { customerCharger } from './customer-charger.ts'
import { deviceModelCharger } from './device-model-charger.ts'
import { displayCharger } from './display-charger.ts'
import { localListCharger } from './local-list-charger.ts'
import { profileCharger } from './profile-charger.ts'
import { reservationCharger } from './reservation-charger.ts'
import { sessionStatusCharger } from './session-status-charger.ts'
import { setupCharger } from './setup-charger.ts'
import { standardVariables } from './standard-variables.ts'
import { transferCharger } from './transfer-charger.ts'
import { parseVariableKey } from './variable-key.ts'

const longestTag = 36
/** ItemsPerMessageGetVariables is not known before it was asked for; stations take at least this many. */
const variablesAtOnce = 10

export function createCharger(link: Caller): Charger {
  return {
    ...consoleCharger(link, console201),
    ...certificateCharger(link),
    ...deviceModelCharger(link),
    ...setupCharger(link),
    ...transferCharger(link),
    ...localListCharger(link),
    ...costCharger(link),
    ...customerCharger(link),
    ...displayCharger(link),
    ...sessionStatusCharger(link),
    ...vendorCharger(link, { textOnly: false }),
    ...profileCharger(link),
    ...reservationCharger(link),

    startCharging: async ({ evseNo, idTag, requestId }) => {
      checkTagLength(idTag, longestTag, 'OCPP 2.0.1')
      const request: RequestStartTransactionRequest = {
        evseId: evseNo,
        remoteStartId: requestId,
        idToken: { idToken: idTag, type: 'Central' },
      }
      expectStatus('RequestStartTransaction', await link.call('RequestStartTransaction', request), ['Accepted'])
    },

    stopCharging: async ({ ocppTransactionId }) => {
      const request: RequestStopTransactionRequest = { transactionId: ocppTransactionId }
      expectStatus('RequestStopTransaction', await link.call('RequestStopTransaction', request), ['Accepted'])
    },

    setAvailability: async ({ evseNo, operative }) => {
      const request: ChangeAvailabilityRequest = {
        operationalStatus: operative ? 'Operative' : 'Inoperative',
        ...(evseNo === undefined ? {} : { evse: { id: evseNo } }),
      }
      const answer = await link.call('ChangeAvailability', request)
      return expectStatus('ChangeAvailability', answer, ['Accepted', 'Scheduled']) === 'Accepted'
        ? 'accepted'
        : 'scheduled'
    },

    reset: async ({ mode }) => {
      const request: ResetRequest = { type: mode === 'immediate' ? 'Immediate' : 'OnIdle' }
      const status = expectStatus('Reset', await link.call('Reset', request), ['Accepted', 'Scheduled'])
      return status === 'Accepted' ? 'accepted' : 'scheduled'
    },

    unlock: async ({ evseNo, connectorNo }) => {
      const request: UnlockConnectorRequest = { evseId: evseNo, connectorId: connectorNo }
      const answer = await link.call('UnlockConnector', request)
      const status = expectStatus('UnlockConnector', answer, ['Unlocked', 'OngoingAuthorizedTransaction'])
      return status === 'Unlocked' ? 'unlocked' : 'ongoing-session'
    },

    trigger: async ({ message, evseNo }) => {
      if (message === 'status') return triggerStatus(link, evseNo)
      await trigger(link, {
        requestedMessage: triggers[message],
        ...(evseNo === undefined ? {} : { evse: { id: evseNo } }),
      })
    },

    readSettings: async ({ keys }) => {
      const wanted = keys?.map((key) => ({ key, readonly: false })) ?? standardVariables
      const settings: StationSetting[] = []
      for (const some of chunks(wanted, variablesAtOnce)) settings.push(...(await readVariables(link, some)))
      return settings
    },

    writeSetting: async ({ key, value }) => {
      const request: SetVariablesRequest = { setVariableData: [{ ...parseVariableKey(key), attributeValue: value }] }
      const answer = await link.call('SetVariables', request)
      const [result] = resultsIn(answer, 'setVariableResult')
      const status = textIn(result, 'attributeStatus')
      if (status === 'Accepted') return 'accepted'
      if (status === 'RebootRequired') return 'reboot-required'
      throw new SiteError('StationRejected', { request: 'SetVariables', answer: status || 'no status', key })
    },
  }
}

const triggers: Readonly<Record<TriggerMessage, TriggerMessageRequest['requestedMessage']>> = {
  boot: 'BootNotification',
  status: 'StatusNotification',
  'meter-values': 'MeterValues',
  heartbeat: 'Heartbeat',
  'firmware-status': 'FirmwareStatusNotification',
  'log-status': 'LogStatusNotification',
  'sign-certificate': 'SignChargingStationCertificate',
}

async function trigger(link: Caller, request: TriggerMessageRequest) {
  expectStatus('TriggerMessage', await link.call('TriggerMessage', request), ['Accepted'])
}

const mostEvses = 16

/**
 * A status is that of a connector, so a station may want it named (F06.FR.13). Where all are meant and the station will not
 * guess, its EVSEs are asked one by one until there is none.
 */
async function triggerStatus(link: Caller, evseNo: number | undefined) {
  const requestedMessage = triggers.status
  if (evseNo !== undefined) return trigger(link, { requestedMessage, evse: { id: evseNo, connectorId: 1 } })
  try {
    await trigger(link, { requestedMessage })
    return
  } catch (error) {
    if (!isRejection(error)) throw error
  }
  for (let id = 1; id <= mostEvses; id++) {
    try {
      await trigger(link, { requestedMessage, evse: { id, connectorId: 1 } })
    } catch (error) {
      if (id > 1 && isRejection(error)) return
      throw error
    }
  }
}

function isRejection(error: unknown): boolean {
  return error instanceof SiteError && error.code === 'StationRejected'
}

async function readVariables(
  link: Caller,
  wanted: readonly { key: string; readonly: boolean }[],
): Promise<StationSetting[]> {
  const request: GetVariablesRequest = { getVariableData: wanted.map(({ key }) => parseVariableKey(key)) as never }
  const results = resultsIn(await link.call('GetVariables', request), 'getVariableResult')
  // B06.FR.01: one result for each variable that was asked for, in the same order
  return wanted.map(({ key, readonly }, index) => {
    const status = textIn(results[index], 'attributeStatus')
    const value = (results[index] as { attributeValue?: unknown } | undefined)?.attributeValue
    // Rejected: there, but not to be read, like a password
    const known = status === 'Accepted' || status === 'Rejected'
    return { key, value: known ? shownValue(key, value) : null, readonly, known }
  })
}

function resultsIn(answer: unknown, field: string): unknown[] {
  const list = (answer as Record<string, unknown> | null)?.[field]
  return Array.isArray(list) ? list : []
}
