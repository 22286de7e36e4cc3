import type { GetConfigurationResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Settings } from '../box.ts'
import { changePassword, raiseSecurityProfile, slotInUse } from '../network.ts'

export type KeyValue = NonNullable<GetConfigurationResponse['configurationKey']>[number]

/** One configuration key of §9. `write` undefined: read only; it answers false when the value can't be taken. */
interface Key {
  readonly read: (box: Box) => string
  readonly write?: (box: Box, value: string) => boolean
  /** taken over at the next start only */
  readonly needsReboot?: (box: Box) => boolean
  /** what follows the answer */
  readonly afterwards?: (box: Box) => void
  /** never told, only written (AuthorizationKey) */
  readonly secret?: boolean
}

const MEASURANDS = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC']

/** The keys of a typical box: core profile, remote trigger, and what installers ask for. Volatile values live in Settings. */
export const KEYS: Readonly<Record<string, Key>> = {
  AllowOfflineTxForUnknownId: flag('unknownOffline'),
  AuthorizationCacheEnabled: flag('cacheEnabled'),
  AuthorizationKey: {
    read: () => '',
    write: (box, value) => {
      if (value.length < 16 || value.length > 40) return false
      changePassword(box, value)
      return true
    },
    needsReboot: (box) => box.memory.network.nextPassword !== undefined,
    // Security extension §2.5: it takes effect with a new connection.
    afterwards: (box) => box.reconnect(),
    secret: true,
  },
  AuthorizeRemoteTxRequests: flag('authorizeRemote'),
  CertificateSignedMaxChainSize: fixed('10000'),
  CertificateStoreMaxLength: { read: (box) => String(box.settings.certificatesMax) },
  CertSigningRepeatTimes: whole('certSigningRepeats'),
  CertSigningWaitMinimum: whole('certSigningWaitS'),
  ChargeProfileMaxStackLevel: { read: (box) => String(box.settings.stackLevelMax) },
  ChargingScheduleAllowedChargingRateUnit: {
    read: (box) => box.settings.rateUnits.map((unit) => (unit === 'A' ? 'Current' : 'Power')).join(','),
  },
  ChargingScheduleMaxPeriods: { read: (box) => String(box.settings.schedulePeriodsMax) },
  ClockAlignedDataInterval: whole('clockAlignedS'),
  ConnectionTimeOut: whole('connectionTimeoutS', 1),
  ConnectorPhaseRotation: fixed('0.RST,1.RST,2.RST'),
  CpoName: {
    read: (box) => box.settings.organization,
    write: (box, value) => {
      box.settings.organization = value
      return true
    },
  },
  GetConfigurationMaxKeys: fixed('50'),
  HeartbeatInterval: whole('heartbeatS'),
  LocalAuthListEnabled: flag('localListEnabled'),
  LocalAuthListMaxLength: { read: (box) => String(box.settings.localListMax) },
  LocalAuthorizeOffline: flag('authorizeOffline'),
  LocalPreAuthorize: flag('preAuthorize'),
  MaxChargingProfilesInstalled: { read: (box) => String(box.settings.profilesMax) },
  MeterValuesAlignedData: fixed('Energy.Active.Import.Register'),
  MeterValuesSampledData: {
    read: (box) => box.settings.measurands.join(','),
    write: (box, value) => {
      const wanted = value.split(',').map((each) => each.trim())
      if (!wanted.every((each) => MEASURANDS.includes(each))) return false
      box.settings.measurands = wanted
      return true
    },
  },
  MeterValueSampleInterval: whole('meterSampleS'),
  NumberOfConnectors: { read: (box) => String(box.connectors.length) },
  ReserveConnectorZeroSupported: { read: (box) => String(box.settings.reserveAny) },
  ResetRetries: fixed('1'),
  SecurityProfile: {
    read: (box) => String(slotInUse(box).securityProfile),
    write: (box, value) => raiseSecurityProfile(box, Number(value)),
    afterwards: (box) => box.reconnect(),
  },
  SendLocalListMaxLength: { read: (box) => String(box.settings.localListMaxPerMessage) },
  StopTransactionOnEVSideDisconnect: flag('stopOnUnplug'),
  StopTransactionOnInvalidId: flag('stopOnInvalidId'),
  StopTxnAlignedData: fixed(''),
  SupportedFileTransferProtocols: fixed('FTP,HTTP,HTTPS'),
  StopTxnSampledData: fixed('Energy.Active.Import.Register'),
  SupportedFeatureProfiles: fixed(
    'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
  ),
  TransactionMessageAttempts: whole('factAttempts', 1),
  TransactionMessageRetryInterval: whole('factRetryS'),
  UnlockConnectorOnEVSideDisconnect: fixed('true'),
  WebSocketPingInterval: whole('pingS'),
}

/** Answers a key by its name, whatever its case; undefined: the box does not know it. */
export function findKey(name: string): [string, Key] | undefined {
  return Object.entries(KEYS).find(([key]) => key.toLowerCase() === name.toLowerCase())
}

export function describeKey(box: Box, name: string, key: Key): KeyValue {
  return { key: name, readonly: key.write === undefined, ...(key.secret ? {} : { value: key.read(box).slice(0, 500) }) }
}

type Named<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings]

function fixed(value: string): Key {
  return { read: () => value }
}

function whole(name: Named<number>, least = 0): Key {
  return {
    read: (box) => String(Math.round(box.settings[name])),
    write: (box, value) => {
      if (!/^\d{1,8}$/.test(value) || Number(value) < least) return false
      box.settings[name] = Number(value)
      return true
    },
  }
}

function flag(name: Named<boolean>): Key {
  return {
    read: (box) => String(box.settings[name]),
    write: (box, value) => {
      const lower = value.toLowerCase()
      if (lower !== 'true' && lower !== 'false') return false
      box.settings[name] = lower === 'true'
      return true
    },
  }
}
