import type {
  ComponentType,
  SetVariableStatusEnumType,
  VariableType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Settings } from '../box.ts'
import { phaseOf } from '../phase.ts'

/** One variable. Without `write` it is read only, without `read` write only. */
export interface Variable {
  readonly read?: (box: Box, evseId: number) => string
  /** RebootRequired: taken over at the next start */
  readonly write?: (box: Box, value: string) => SetVariableStatusEnumType
  /** the MaxSet attribute, where there is one */
  readonly maxSet?: (box: Box) => string
}

/** Every connector has a socket of this kind. */
export const CONNECTOR_TYPE = 'cType2'

const MEASURANDS = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC']

/** Component → variable (with its instance in brackets): what Part 2, appendix 3 asks of a station, as far as this one has it. */
export const DEVICE_MODEL: Readonly<Record<string, Readonly<Record<string, Variable>>>> = {
  AlignedDataCtrlr: {
    Enabled: fixed('true'),
    Interval: whole('clockAlignedS'),
    Measurands: fixed('Energy.Active.Import.Register'),
  },
  AuthCacheCtrlr: { Enabled: flag('cacheEnabled') },
  AuthCtrlr: {
    Enabled: fixed('true'),
    AuthorizeRemoteStart: flag('authorizeRemote'),
    LocalAuthorizeOffline: flag('authorizeOffline'),
    LocalPreAuthorize: flag('preAuthorize'),
    OfflineTxForUnknownIdEnabled: flag('unknownOffline'),
  },
  ChargingStation: {
    AvailabilityState: { read: (box) => (box.operative ? 'Available' : 'Unavailable') },
    Available: fixed('true'),
    Model: { read: (box) => box.identity.model },
    Problem: { read: (box) => String(box.connectors.some((c) => c.fault !== undefined)) },
    SupplyPhases: { read: (box) => String(box.connectors[0]?.evse.phases ?? 0) },
    VendorName: { read: (box) => box.identity.vendor },
  },
  ClockCtrlr: { DateTime: { read: (box) => box.stamp() }, TimeSource: fixed('Heartbeat') },
  DeviceDataCtrlr: {
    'BytesPerMessage[GetVariables]': fixed('8192'),
    'BytesPerMessage[SetVariables]': fixed('8192'),
    'ItemsPerMessage[GetVariables]': fixed('50'),
    'ItemsPerMessage[SetVariables]': fixed('50'),
  },
  EVSE: {
    AvailabilityState: { read: (box, id) => (box.connectors[id - 1]?.operative ? 'Available' : 'Unavailable') },
    Available: fixed('true'),
    Power: {
      read: (box, id) => String(Math.round(sum(box.connectors[id - 1]?.evse.flow ?? []))),
      maxSet: (box) => String(box.connectors[0]?.evse.powerW ?? 0),
    },
    SupplyPhases: { read: (box) => String(box.connectors[0]?.evse.phases ?? 0) },
  },
  Connector: {
    AvailabilityState: { read: (box, id) => (box.connectors[id - 1]?.operative ? 'Available' : 'Unavailable') },
    ConnectorType: fixed(CONNECTOR_TYPE),
    Problem: {
      read: (box, id) => {
        const c = box.connectors[id - 1]
        return String(c !== undefined && phaseOf(box, c) === 'faulted')
      },
    },
  },
  OCPPCommCtrlr: {
    ActiveNetworkProfile: fixed('0'),
    FileTransferProtocols: fixed('HTTP,HTTPS'),
    HeartbeatInterval: whole('heartbeatS', 1),
    'MessageAttemptInterval[TransactionEvent]': whole('factRetryS'),
    'MessageAttempts[TransactionEvent]': whole('factAttempts', 1),
    'MessageTimeout[Default]': fixed('30'),
    NetworkConfigurationPriority: fixed('0'),
    QueueAllMessages: fixed('false'),
    UnlockOnEVSideDisconnect: fixed('true'),
    WebSocketPingInterval: whole('pingS'),
  },
  SampledDataCtrlr: {
    Enabled: fixed('true'),
    TxEndedInterval: fixed('0'),
    TxEndedMeasurands: fixed('Energy.Active.Import.Register'),
    TxStartedMeasurands: fixed('Energy.Active.Import.Register'),
    TxUpdatedInterval: whole('meterSampleS'),
    TxUpdatedMeasurands: {
      read: (box) => box.settings.measurands.join(','),
      write: (box, value) => {
        const wanted = value.split(',').map((each) => each.trim())
        if (!wanted.every((each) => MEASURANDS.includes(each))) return 'Rejected'
        box.settings.measurands = wanted
        return 'Accepted'
      },
    },
  },
  SecurityCtrlr: {
    // A.2: 16 to 40 characters; write only.
    BasicAuthPassword: {
      write: (_, value) => (value.length >= 16 && value.length <= 40 ? 'RebootRequired' : 'Rejected'),
    },
    Identity: { read: (box) => box.identity.id },
    OrganizationName: fixed('Virtual'),
    SecurityProfile: fixed('1'),
  },
  LocalAuthListCtrlr: {
    Available: fixed('true'),
    BytesPerMessage: fixed('65536'),
    DisablePostAuthorize: fixed('false'),
    Enabled: flag('localListEnabled'),
    Entries: {
      read: (box) => String(box.memory.localList.entries.size),
      maxSet: (box) => String(box.settings.localListMax),
    },
    ItemsPerMessage: { read: (box) => String(box.settings.localListMaxPerMessage) },
  },
  ReservationCtrlr: { Available: fixed('true'), Enabled: fixed('true'), NonEvseSpecific: flag('reserveAny') },
  SmartChargingCtrlr: {
    ACPhaseSwitchingSupported: fixed('false'),
    Available: fixed('true'),
    Enabled: fixed('true'),
    'Entries[ChargingProfiles]': {
      read: (box) => String(box.memory.profiles.length),
      maxSet: (box) => String(box.settings.profilesMax),
    },
    ExternalControlSignalsEnabled: fixed('true'),
    LimitChangeSignificance: fixed('0.0'),
    NotifyChargingLimitWithSchedules: fixed('true'),
    PeriodsPerSchedule: { read: (box) => String(box.settings.schedulePeriodsMax) },
    ProfileStackLevel: { read: (box) => String(box.settings.stackLevelMax) },
    RateUnit: { read: (box) => box.settings.rateUnits.join(',') },
  },
  TxCtrlr: {
    EVConnectionTimeOut: whole('connectionTimeoutS', 1),
    StopTxOnEVSideDisconnect: flag('stopOnUnplug'),
    StopTxOnInvalidId: flag('stopOnInvalidId'),
    TxStartPoint: {
      read: (box) => box.settings.txStartPoint,
      write: (box, value) => {
        if (value !== 'EVConnected' && value !== 'PowerPathClosed') return 'Rejected'
        box.settings.txStartPoint = value
        return 'Accepted'
      },
    },
    TxStopPoint: fixed('PowerPathClosed'),
  },
}

export type Lookup = { readonly variable: Variable; readonly evseId: number } | 'UnknownComponent' | 'UnknownVariable'

/** Finds a variable; names are case-insensitive (Part 2, 4.1), EVSE and Connector exist once per EVSE. */
export function lookUp(box: Box, component: ComponentType, variable: VariableType): Lookup {
  const perEvse = component.name.toLowerCase() === 'evse' || component.name.toLowerCase() === 'connector'
  const evseId = component.evse?.id ?? 0
  if (perEvse !== (component.evse !== undefined) || component.instance !== undefined) return 'UnknownComponent'
  if (perEvse && !box.connectors.some((c) => c.id === evseId)) return 'UnknownComponent'
  const variables = caseless(DEVICE_MODEL, component.name)
  if (!variables) return 'UnknownComponent'
  const name = variable.instance === undefined ? variable.name : `${variable.name}[${variable.instance}]`
  const found = caseless(variables, name)
  return found ? { variable: found, evseId } : 'UnknownVariable'
}

type Named<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings]

function fixed(value: string): Variable {
  return { read: () => value }
}

function whole(name: Named<number>, least = 0): Variable {
  return {
    read: (box) => String(Math.round(box.settings[name])),
    write: (box, value) => {
      if (!/^\d{1,8}$/.test(value) || Number(value) < least) return 'Rejected'
      box.settings[name] = Number(value)
      return 'Accepted'
    },
  }
}

function flag(name: Named<boolean>): Variable {
  return {
    read: (box) => String(box.settings[name]),
    write: (box, value) => {
      const lower = value.toLowerCase()
      if (lower !== 'true' && lower !== 'false') return 'Rejected'
      box.settings[name] = lower === 'true'
      return 'Accepted'
    },
  }
}

function caseless<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const wanted = name.toLowerCase()
  return Object.entries(table).find(([key]) => key.toLowerCase() === wanted)?.[1]
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
