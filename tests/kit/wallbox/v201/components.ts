import type { Box } from '../box.ts'
import { changePassword, SLOTS, slotInUse } from '../network.ts'
import { phaseOf } from '../phase.ts'
import { FORMATS, PRIORITIES } from './display-messages.ts'
import { derived, fixed, flag, type Variable, whole } from './variable.ts'

/** Every connector has a socket of this kind. */
export const CONNECTOR_TYPE = 'cType2'

const MEASURANDS = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC']
const AVAILABILITY = { values: 'Available,Occupied,Reserved,Unavailable,Faulted', watched: true }
const SECONDS = { unit: 's' }

/** Component → variable (with its instance in brackets): what Part 2, appendix 3 asks of a station, as far as this one has it. */
export const COMPONENTS: Readonly<Record<string, Readonly<Record<string, Variable>>>> = {
  AlignedDataCtrlr: {
    Enabled: fixed('true'),
    Interval: whole('clockAlignedS', 0, SECONDS),
    Measurands: fixed('Energy.Active.Import.Register', { type: 'MemberList', values: MEASURANDS.join(',') }),
  },
  AuthCacheCtrlr: { Enabled: flag('cacheEnabled') },
  AuthCtrlr: {
    Enabled: fixed('true'),
    AuthorizeRemoteStart: flag('authorizeRemote'),
    LocalAuthorizeOffline: flag('authorizeOffline'),
    LocalPreAuthorize: flag('preAuthorize'),
    OfflineTxForUnknownIdEnabled: flag('unknownOffline'),
  },
  CaseAccessSensor: { Tripped: fixed('false', { watched: true }) },
  ChargingStation: {
    AvailabilityState: derived('OptionList', (box) => (box.operative ? 'Available' : 'Unavailable'), AVAILABILITY),
    Available: fixed('true'),
    Model: derived('string', (box) => box.identity.model),
    Problem: derived('boolean', (box) => String(box.connectors.some((c) => c.fault !== undefined)), { watched: true }),
    SupplyPhases: derived('integer', (box) => String(box.connectors[0]?.evse.phases ?? 0)),
    VendorName: derived('string', (box) => box.identity.vendor),
  },
  ClockCtrlr: {
    DateTime: derived('dateTime', (box) => box.stamp()),
    TimeSource: fixed('Heartbeat', { type: 'SequenceList', values: 'Heartbeat,NTP' }),
  },
  Connector: {
    AvailabilityState: derived('OptionList', (box, id) => stateOfConnector(box, id), AVAILABILITY),
    Available: fixed('true'),
    ConnectorType: fixed(CONNECTOR_TYPE),
    Problem: derived('boolean', (box, id) => String(stateOfConnector(box, id) === 'Faulted'), { watched: true }),
    SupplyPhases: derived('integer', (box, id) => String(box.connectors[id - 1]?.evse.phases ?? 0)),
  },
  DeviceDataCtrlr: {
    'BytesPerMessage[GetReport]': fixed('8192'),
    'BytesPerMessage[GetVariables]': fixed('8192'),
    'BytesPerMessage[SetVariables]': fixed('8192'),
    'ItemsPerMessage[GetReport]': derived('integer', (box) => String(box.settings.itemsPerMessage)),
    'ItemsPerMessage[GetVariables]': derived('integer', (box) => String(box.settings.itemsPerMessage)),
    'ItemsPerMessage[SetVariables]': derived('integer', (box) => String(box.settings.itemsPerMessage)),
  },
  CustomerInformation: { Available: fixed('true') },
  DisplayMessageCtrlr: {
    Available: fixed('true'),
    DisplayMessages: derived('integer', (box) => String(box.memory.display.messages.length), {
      maxSet: (box) => String(box.settings.displayMessagesMax),
    }),
    Enabled: fixed('true'),
    SupportedFormats: fixed(FORMATS.join(','), { type: 'MemberList' }),
    SupportedPriorities: fixed(PRIORITIES.join(','), { type: 'MemberList' }),
  },
  EVSE: {
    AvailabilityState: derived('OptionList', (box, id) => stateOfConnector(box, id), AVAILABILITY),
    Available: fixed('true'),
    EvseId: derived('string', (box, id) => `DE*VIR*E${box.identity.id.replace(/[^A-Za-z0-9]/g, '')}*${id}`),
    Power: derived(
      'decimal',
      (box, id) => String(Math.round((box.connectors[id - 1]?.evse.flow ?? []).reduce((a, b) => a + b, 0))),
      { unit: 'W', watched: true, maxSet: (box) => String(box.connectors[0]?.evse.powerW ?? 0) },
    ),
    Problem: derived('boolean', (box, id) => String(stateOfConnector(box, id) === 'Faulted'), { watched: true }),
    SupplyPhases: derived('integer', (box, id) => String(box.connectors[id - 1]?.evse.phases ?? 0)),
  },
  LocalAuthListCtrlr: {
    Available: fixed('true'),
    BytesPerMessage: fixed('65536'),
    DisablePostAuthorize: fixed('false'),
    Enabled: flag('localListEnabled'),
    Entries: derived('integer', (box) => String(box.memory.localList.entries.size), {
      maxSet: (box) => String(box.settings.localListMax),
    }),
    ItemsPerMessage: derived('integer', (box) => String(box.settings.localListMaxPerMessage)),
  },
  MonitoringCtrlr: {
    ActiveMonitoringBase: derived('OptionList', (box) => box.memory.monitoring.base, {
      values: 'All,FactoryDefault,HardWiredOnly',
    }),
    ActiveMonitoringLevel: derived('integer', (box) => String(box.memory.monitoring.level)),
    Available: fixed('true'),
    'BytesPerMessage[ClearVariableMonitoring]': fixed('8192'),
    'BytesPerMessage[SetVariableMonitoring]': fixed('8192'),
    Enabled: fixed('true'),
    'ItemsPerMessage[ClearVariableMonitoring]': derived('integer', (box) => String(box.settings.itemsPerMessage)),
    'ItemsPerMessage[SetVariableMonitoring]': derived('integer', (box) => String(box.settings.itemsPerMessage)),
    OfflineQueuingSeverity: whole('offlineSeverity', 0, { max: 9 }),
  },
  OCPPCommCtrlr: {
    ActiveNetworkProfile: derived('integer', (box) => String(box.memory.network.active)),
    FileTransferProtocols: fixed('FTP,HTTP,HTTPS', { type: 'MemberList' }),
    HeartbeatInterval: whole('heartbeatS', 1, SECONDS),
    'MessageAttemptInterval[TransactionEvent]': whole('factRetryS', 0, SECONDS),
    'MessageAttempts[TransactionEvent]': whole('factAttempts', 1),
    'MessageTimeout[Default]': fixed('30', SECONDS),
    NetworkConfigurationPriority: {
      type: 'SequenceList',
      values: SLOTS.join(','),
      read: (box) => box.memory.network.priority.join(','),
      write: (box, value) => {
        const { network } = box.memory
        const wanted = value.split(',').map(Number)
        // B09.FR.05: only slots that are set.
        if (!wanted.every((slot) => network.slots.has(slot))) return 'Rejected'
        network.priority = wanted
        return 'RebootRequired'
      },
    },
    NetworkProfileConnectionAttempts: fixed('3'),
    QueueAllMessages: fixed('false'),
    UnlockOnEVSideDisconnect: fixed('true'),
    WebSocketPingInterval: whole('pingS', 0, SECONDS),
  },
  ReservationCtrlr: { Available: fixed('true'), Enabled: fixed('true'), NonEvseSpecific: flag('reserveAny') },
  SampledDataCtrlr: {
    Enabled: fixed('true'),
    TxEndedInterval: fixed('0', SECONDS),
    TxEndedMeasurands: fixed('Energy.Active.Import.Register', { type: 'MemberList' }),
    TxStartedMeasurands: fixed('Energy.Active.Import.Register', { type: 'MemberList' }),
    TxUpdatedInterval: whole('meterSampleS', 0, SECONDS),
    TxUpdatedMeasurands: {
      type: 'MemberList',
      values: MEASURANDS.join(','),
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
      type: 'string',
      max: 40,
      write: (box, value) => {
        if (value.length < 16 || value.length > 40) return 'Rejected'
        return changePassword(box, value) === 'now' ? 'Accepted' : 'RebootRequired'
      },
      // A01: it takes effect with a new connection.
      afterwards: (box) => box.reconnect(),
    },
    Identity: derived('string', (box) => box.identity.id),
    CertificateEntries: derived('integer', (box) => String(box.memory.certificates.installed.length), {
      maxSet: (box) => String(box.settings.certificatesMax),
    }),
    CertSigningRepeatTimes: whole('certSigningRepeats'),
    CertSigningWaitMinimum: whole('certSigningWaitS', 0, SECONDS),
    MaxCertificateChainSize: fixed('10000'),
    OrganizationName: {
      type: 'string',
      read: (box) => box.settings.organization,
      write: (box, value) => {
        box.settings.organization = value
        return 'Accepted'
      },
    },
    SecurityProfile: derived('integer', (box) => String(slotInUse(box).securityProfile)),
  },
  SmartChargingCtrlr: {
    ACPhaseSwitchingSupported: fixed('false'),
    Available: fixed('true'),
    Enabled: fixed('true'),
    'Entries[ChargingProfiles]': derived('integer', (box) => String(box.memory.profiles.length), {
      maxSet: (box) => String(box.settings.profilesMax),
    }),
    ExternalControlSignalsEnabled: fixed('true'),
    LimitChangeSignificance: fixed('0.0', { type: 'decimal' }),
    NotifyChargingLimitWithSchedules: fixed('true'),
    PeriodsPerSchedule: derived('integer', (box) => String(box.settings.schedulePeriodsMax)),
    ProfileStackLevel: derived('integer', (box) => String(box.settings.stackLevelMax)),
    RateUnit: derived('MemberList', (box) => box.settings.rateUnits.join(','), { values: 'A,W' }),
  },
  TariffCostCtrlr: {
    'Available[Cost]': fixed('true'),
    'Available[Tariff]': fixed('true'),
    'Enabled[Cost]': fixed('true'),
    'Enabled[Tariff]': fixed('true'),
  },
  TemperatureSensor: {
    Available: fixed('true'),
    Temperature: fixed('31.5', { type: 'decimal', unit: 'Celsius', min: -40, max: 150, watched: true }),
  },
  TxCtrlr: {
    EVConnectionTimeOut: whole('connectionTimeoutS', 1, SECONDS),
    StopTxOnEVSideDisconnect: flag('stopOnUnplug'),
    StopTxOnInvalidId: flag('stopOnInvalidId'),
    TxStartPoint: {
      type: 'MemberList',
      values: 'EVConnected,PowerPathClosed',
      read: (box) => box.settings.txStartPoint,
      write: (box, value) => {
        if (value !== 'EVConnected' && value !== 'PowerPathClosed') return 'Rejected'
        box.settings.txStartPoint = value
        return 'Accepted'
      },
    },
    TxStopPoint: fixed('PowerPathClosed', { type: 'MemberList' }),
  },
}

function stateOfConnector(box: Box, id: number): string {
  const c = box.connectors[id - 1]
  if (!c) return 'Unavailable'
  const phase = phaseOf(box, c)
  if (phase === 'faulted') return 'Faulted'
  if (phase === 'unavailable') return 'Unavailable'
  if (phase === 'reserved') return 'Reserved'
  return c.evse.car || c.tx ? 'Occupied' : 'Available'
}
