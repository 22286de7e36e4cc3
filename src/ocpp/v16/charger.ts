import type { Charger, StationSetting, TriggerMessage } from '../../site/charger.ts'
import { SiteError } from '../../site/errors.ts'
import { checkTagLength, chunks, expectStatus, shownValue, textIn } from '../answers.ts'
import { consoleCharger } from '../console-charger.ts'
import type {
  ChangeAvailabilityRequest,
  GetConfigurationRequest,
  RemoteStartTransactionRequest,
  RemoteStopTransactionRequest,
  ResetRequest,
  TriggerMessageRequest,
  UnlockConnectorRequest,
} from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'
import { vendorCharger } from '../vendors.ts'
import { certificateCharger } from './certificate-charger.ts'
import { changeConfiguration } from './change-configuration.ts'
import { console16 } from './console.ts'
import { deviceModelCharger } from './device-model-charger.ts'
import { triggerExtended, triggerLogStatus } from './extended-trigger.ts'
import { longestTag } from './id-tag-info.ts'
import { localListCharger } from './local-list-charger.ts'
import { newerBlocksCharger } from './newer-blocks-charger.ts'
import { profileCharger } from './profile-charger.ts'
import { reservationCharger } from './reservation-charger.ts'
import { setupCharger } from './setup-charger.ts'
import { transferCharger } from './transfer-charger.ts'

/** GetConfigurationMaxKeys is not known before it was asked for; stations take at least this many. */
const keysAtOnce = 20

/** 1.6 section 5: connector n is EVSE n. */
export function createCharger(link: Caller): Charger {
  return {
    ...consoleCharger(link, console16),
    ...certificateCharger(link),
    ...deviceModelCharger(link),
    ...setupCharger(link),
    ...transferCharger(link),
    ...localListCharger(link),
    ...newerBlocksCharger,
    ...vendorCharger(link, { textOnly: true }),
    ...profileCharger(link),
    ...reservationCharger(link),

    startCharging: async ({ evseNo, idTag }) => {
      checkTagLength(idTag, longestTag, 'OCPP 1.6')
      const request: RemoteStartTransactionRequest = { connectorId: evseNo, idTag }
      expectStatus('RemoteStartTransaction', await link.call('RemoteStartTransaction', request), ['Accepted'])
    },

    stopCharging: async ({ ocppTransactionId }) => {
      const request: RemoteStopTransactionRequest = { transactionId: numberOf(ocppTransactionId) }
      expectStatus('RemoteStopTransaction', await link.call('RemoteStopTransaction', request), ['Accepted'])
    },

    setAvailability: async ({ evseNo, operative }) => {
      const request: ChangeAvailabilityRequest = {
        connectorId: evseNo ?? 0,
        type: operative ? 'Operative' : 'Inoperative',
      }
      const answer = await link.call('ChangeAvailability', request)
      return expectStatus('ChangeAvailability', answer, ['Accepted', 'Scheduled']) === 'Accepted'
        ? 'accepted'
        : 'scheduled'
    },

    reset: async ({ mode }) => {
      const request: ResetRequest = { type: mode === 'immediate' ? 'Hard' : 'Soft' }
      expectStatus('Reset', await link.call('Reset', request), ['Accepted'])
      return 'accepted'
    },

    unlock: async ({ evseNo }) => {
      const request: UnlockConnectorRequest = { connectorId: evseNo }
      expectStatus('UnlockConnector', await link.call('UnlockConnector', request), ['Unlocked'])
      return 'unlocked'
    },

    trigger: async ({ message, evseNo }) => {
      if (message === 'sign-certificate') return triggerExtended(link, 'SignChargePointCertificate')
      if (message === 'log-status') return triggerLogStatus(link)
      const request: TriggerMessageRequest = {
        requestedMessage: triggers[message],
        ...(evseNo === undefined ? {} : { connectorId: evseNo }),
      }
      expectStatus('TriggerMessage', await link.call('TriggerMessage', request), ['Accepted'])
    },

    readSettings: async ({ keys }) => {
      const settings: StationSetting[] = []
      for (const some of keys === undefined ? [undefined] : chunks(keys, keysAtOnce)) {
        const request: GetConfigurationRequest = some ? { key: some } : {}
        settings.push(...settingsIn(await link.call('GetConfiguration', request)))
      }
      return settings
    },

    writeSetting: async ({ key, value }) => {
      const answer = { status: await changeConfiguration(link, key, value) }
      const status = expectStatus('ChangeConfiguration', answer, ['Accepted', 'RebootRequired'])
      return status === 'Accepted' ? 'accepted' : 'reboot-required'
    },
  }
}

const triggers: Readonly<
  Record<Exclude<TriggerMessage, 'log-status' | 'sign-certificate'>, TriggerMessageRequest['requestedMessage']>
> = {
  boot: 'BootNotification',
  status: 'StatusNotification',
  'meter-values': 'MeterValues',
  heartbeat: 'Heartbeat',
  'firmware-status': 'FirmwareStatusNotification',
}

function numberOf(ocppTransactionId: string): number {
  const number = Number(ocppTransactionId)
  if (Number.isSafeInteger(number)) return number
  throw new SiteError('NotSupported', {
    reason: 'The session was started over another version of OCPP than the one the station speaks now.',
  })
}

/** Values longer than the 500 characters of the schema are common, so the answer is read as it is. */
function settingsIn(answer: unknown): StationSetting[] {
  const { configurationKey, unknownKey } = (answer ?? {}) as { configurationKey?: unknown; unknownKey?: unknown }
  const known = listOf(configurationKey).flatMap((entry): StationSetting[] => {
    const key = textIn(entry, 'key')
    if (key === '') return []
    const { value, readonly } = entry as { value?: unknown; readonly?: unknown }
    return [{ key, value: shownValue(key, value), readonly: readonly === true, known: true }]
  })
  const unknown = listOf(unknownKey).flatMap((key): StationSetting[] =>
    typeof key === 'string' ? [{ key, value: null, readonly: false, known: false }] : [],
  )
  return [...known, ...unknown]
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
