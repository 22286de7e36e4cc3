import type { DeviceModelCharger, SettingOutcome } from '../../site/device-model/device-model-charger.ts'
import { SiteError } from '../../site/errors.ts'
import type { Caller } from '../protocol.ts'
import { changeConfiguration } from './change-configuration.ts'

const outcomes: Readonly<Record<string, SettingOutcome>> = {
  Accepted: 'accepted',
  RebootRequired: 'reboot-required',
  Rejected: 'refused',
  NotSupported: 'unknown',
}

/** 1.6 has configuration keys and no device model: they are written one by one (section 5.3), and read as they are. */
export function deviceModelCharger(link: Caller): DeviceModelCharger {
  return {
    requestReport: none('reports'),
    requestReportOf: none('reports'),
    writeSettings: async ({ settings }) => {
      const results: { key: string; outcome: SettingOutcome }[] = []
      for (const { key, value } of settings) {
        const status = await changeConfiguration(link, key, value)
        results.push({ key, outcome: outcomes[status] ?? 'refused' })
      }
      return results
    },
    setNetworkProfile: none('network profiles'),
    setMonitors: none('monitors'),
    clearMonitors: none('monitors'),
    setMonitoringBase: none('monitors'),
    setMonitoringLevel: none('monitors'),
    requestMonitors: none('monitors'),
  }
}

function none(what: string): () => Promise<never> {
  return async () => {
    throw new SiteError('NotSupported', { reason: `OCPP 1.6 has no ${what}.` })
  }
}
