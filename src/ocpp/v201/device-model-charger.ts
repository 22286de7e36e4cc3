import type {
  DeviceModelCharger,
  MonitorKind,
  MonitorOrder,
  NetworkProfile,
  SettingOutcome,
} from '../../site/device-model/device-model-charger.ts'
import { SiteError } from '../../site/errors.ts'
import { chunks, expectStatus, textIn } from '../answers.ts'
import type {
  ClearVariableMonitoringRequest,
  GetBaseReportRequest,
  GetMonitoringReportRequest,
  GetReportRequest,
  SetMonitoringBaseRequest,
  SetMonitoringDataType,
  SetMonitoringLevelRequest,
  SetNetworkProfileRequest,
  SetVariableMonitoringRequest,
  SetVariablesRequest,
} from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { parseVariableKey } from './variable-key.ts'

/** ItemsPerMessage… of the station are not known before they were asked for; stations take at least this many. */
const itemsAtOnce = 10

/** 2.0.1 part 2, use cases B05 to B09 and chapter N. */
export function deviceModelCharger(link: Caller): DeviceModelCharger {
  return {
    requestReport: async ({ requestId, kind }) => {
      const request: GetBaseReportRequest = { requestId, reportBase: reportBases[kind] }
      return emptyOr(expectStatus('GetBaseReport', await link.call('GetBaseReport', request), reportAnswers))
    },

    requestReportOf: async ({ requestId, components }) => {
      const request: GetReportRequest = {
        requestId,
        componentVariable: components.map((name) => ({ component: { name } })),
      }
      return emptyOr(expectStatus('GetReport', await link.call('GetReport', request), reportAnswers))
    },

    writeSettings: async ({ settings }) => {
      const results: { key: string; outcome: SettingOutcome }[] = []
      for (const some of chunks(settings, itemsAtOnce)) {
        const request = {
          setVariableData: some.map(({ key, value }) => ({ ...parseVariableKey(key), attributeValue: value })),
        } as unknown as SetVariablesRequest
        const told = listIn(await link.call('SetVariables', request), 'setVariableResult')
        // B05.FR.04: one result for each, in the same order
        some.forEach(({ key }, index) => {
          results.push({ key, outcome: settingOutcomes[textIn(told[index], 'attributeStatus')] ?? 'refused' })
        })
      }
      return results
    },

    setNetworkProfile: async (profile) => {
      const answer = await link.call('SetNetworkProfile', networkProfileRequest(profile))
      expectStatus('SetNetworkProfile', answer, ['Accepted'])
    },

    setMonitors: async ({ monitors }) => {
      const results: { monitorId: number | null; outcome: string }[] = []
      for (const some of chunks(monitors, itemsAtOnce)) {
        const request = { setMonitoringData: some.map(monitorData) } as unknown as SetVariableMonitoringRequest
        const told = listIn(await link.call('SetVariableMonitoring', request), 'setMonitoringResult')
        some.forEach((_, index) => {
          const status = textIn(told[index], 'status') || 'no status'
          const id = (told[index] as { id?: unknown } | undefined)?.id
          results.push({ monitorId: status === 'Accepted' && typeof id === 'number' ? id : null, outcome: status })
        })
      }
      return results
    },

    clearMonitors: async ({ monitorIds }) => {
      const results: { monitorId: number; outcome: 'accepted' | 'refused' | 'unknown' }[] = []
      for (const some of chunks(monitorIds, itemsAtOnce)) {
        const request = { id: some } as unknown as ClearVariableMonitoringRequest
        const told = listIn(await link.call('ClearVariableMonitoring', request), 'clearMonitoringResult')
        some.forEach((monitorId, index) => {
          const found = told.find((one) => (one as { id?: unknown }).id === monitorId) ?? told[index]
          results.push({ monitorId, outcome: clearOutcomes[textIn(found, 'status')] ?? 'refused' })
        })
      }
      return results
    },

    setMonitoringBase: async ({ base }) => {
      const request: SetMonitoringBaseRequest = { monitoringBase: monitoringBases[base] }
      expectStatus('SetMonitoringBase', await link.call('SetMonitoringBase', request), ['Accepted'])
    },

    setMonitoringLevel: async ({ severity }) => {
      const request: SetMonitoringLevelRequest = { severity }
      expectStatus('SetMonitoringLevel', await link.call('SetMonitoringLevel', request), ['Accepted'])
    },

    requestMonitors: async ({ requestId }) => {
      const request: GetMonitoringReportRequest = { requestId }
      return emptyOr(
        expectStatus('GetMonitoringReport', await link.call('GetMonitoringReport', request), reportAnswers),
      )
    },
  }
}

const reportAnswers = ['Accepted', 'EmptyResultSet'] as const

function emptyOr(status: (typeof reportAnswers)[number]): 'accepted' | 'empty' {
  return status === 'EmptyResultSet' ? 'empty' : 'accepted'
}

const reportBases = {
  full: 'FullInventory',
  configuration: 'ConfigurationInventory',
  summary: 'SummaryInventory',
} as const
const monitoringBases = { all: 'All', factory: 'FactoryDefault', 'hard-wired': 'HardWiredOnly' } as const
const settingOutcomes: Readonly<Record<string, SettingOutcome>> = {
  Accepted: 'accepted',
  RebootRequired: 'reboot-required',
  Rejected: 'refused',
  UnknownComponent: 'unknown',
  UnknownVariable: 'unknown',
  NotSupportedAttributeType: 'not-supported',
}
const clearOutcomes: Readonly<Record<string, 'accepted' | 'refused' | 'unknown'>> = {
  Accepted: 'accepted',
  Rejected: 'refused',
  NotFound: 'unknown',
}
const monitorTypes: Readonly<Record<MonitorKind, SetMonitoringDataType['type']>> = {
  above: 'UpperThreshold',
  below: 'LowerThreshold',
  change: 'Delta',
  every: 'Periodic',
  'every-aligned': 'PeriodicClockAligned',
}

function monitorData({ monitorId, key, kind, value, severity, onlyInSession }: MonitorOrder): SetMonitoringDataType {
  return {
    ...parseVariableKey(key),
    ...(monitorId === undefined ? {} : { id: monitorId }),
    type: monitorTypes[kind],
    value,
    severity,
    transaction: onlyInSession,
  }
}

/** The enumeration of 2.0.1 names versions by their documents, and so none that is younger. */
const namesOfVersions: Readonly<Record<string, 'OCPP16' | 'OCPP20'>> = { 'ocpp1.6': 'OCPP16', 'ocpp2.0.1': 'OCPP20' }

/** @throws SiteError NotSupported */
function networkProfileRequest(profile: NetworkProfile): SetNetworkProfileRequest {
  const ocppVersion = namesOfVersions[profile.protocol]
  if (!ocppVersion)
    throw new SiteError('NotSupported', {
      reason: `OCPP 2.0.1 has no name for ${profile.protocol} in a network profile.`,
    })
  return {
    configurationSlot: profile.slot,
    connectionData: {
      ocppVersion,
      ocppTransport: 'JSON',
      ocppCsmsUrl: profile.url,
      messageTimeout: profile.messageTimeoutS,
      securityProfile: profile.securityProfile,
      ocppInterface: profile.networkInterface,
    },
  }
}

function listIn(answer: unknown, field: string): unknown[] {
  const list = (answer as Record<string, unknown> | null)?.[field]
  return Array.isArray(list) ? list : []
}
