import type { StationSetting } from '../charger.ts'

/** What a station's own model says of a setting. */
export interface SettingTraits {
  unit: string | null
  dataType: string | null
  minLimit: number | null
  maxLimit: number | null
  /** Comma-separated words that it takes. */
  valuesList: string | null
  supportsMonitoring: boolean | null
}

export type ReportedSetting = StationSetting & Partial<SettingTraits>

export type MonitorKind = 'above' | 'below' | 'change' | 'every' | 'every-aligned'

export interface MonitorOrder {
  /** Replaces this one; absent: a new one. */
  monitorId?: number
  key: string
  kind: MonitorKind
  /** Threshold, difference, or seconds. */
  value: number
  /** 0 danger … 9 debug (2.0.1 part 2, table of severities). */
  severity: number
  onlyInSession: boolean
}

export interface NetworkProfile {
  /** Slot of the station's list of connections. */
  slot: number
  url: string
  /** The version of OCPP, as its subprotocol says it. */
  protocol: string
  /** 0 to 3, as the specification numbers them. */
  securityProfile: number
  networkInterface: 'Wired0' | 'Wired1' | 'Wired2' | 'Wired3' | 'Wireless0' | 'Wireless1' | 'Wireless2' | 'Wireless3'
  messageTimeoutS: number
}

export type SettingOutcome = 'accepted' | 'reboot-required' | 'refused' | 'unknown' | 'not-supported'

/** Device model of a station. Each call throws as those of Charger do. */
export interface DeviceModelCharger {
  /** Asks for a report that comes later in parts. `empty`: there is nothing to report. NotSupported: read the settings instead. */
  requestReport(order: { requestId: number; kind: 'full' | 'configuration' | 'summary' }): Promise<'accepted' | 'empty'>
  /** A report of these components (their names). */
  requestReportOf(order: { requestId: number; components: string[] }): Promise<'accepted' | 'empty'>
  /** In pieces that the station takes. */
  writeSettings(order: {
    settings: { key: string; value: string }[]
  }): Promise<{ key: string; outcome: SettingOutcome }[]>
  setNetworkProfile(order: NetworkProfile): Promise<void>
  /** In the order of the monitors; `monitorId` is the station's number where it was accepted. */
  setMonitors(order: { monitors: MonitorOrder[] }): Promise<{ monitorId: number | null; outcome: string }[]>
  clearMonitors(order: {
    monitorIds: number[]
  }): Promise<{ monitorId: number; outcome: 'accepted' | 'refused' | 'unknown' }[]>
  setMonitoringBase(order: { base: 'all' | 'factory' | 'hard-wired' }): Promise<void>
  /** Events of this severity and graver are told: 0 danger … 9 debug. */
  setMonitoringLevel(order: { severity: number }): Promise<void>
  requestMonitors(order: { requestId: number }): Promise<'accepted' | 'empty'>
}
