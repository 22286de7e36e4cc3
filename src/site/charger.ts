import type { CertificateCharger } from './certificates/certificate-charger.ts'
import type { ProfileCharger } from './charging-profiles/profile-charger.ts'
import type { ConsoleCharger } from './console/console-charger.ts'
import type { CustomerCharger } from './customers/customer.ts'
import type { DeviceModelCharger } from './device-model/device-model-charger.ts'
import type { DisplayCharger } from './displays/display.ts'
import type { LocalListCharger } from './local-lists/local-list-charger.ts'
import type { CostCharger } from './prices/price-display.ts'
import type { ReservationCharger } from './reservations/reservation-charger.ts'
import type { SetupCharger } from './station-setup/setup-charger.ts'
import type { SessionStatusCharger } from './transactions/session-status.ts'
import type { TransferCharger } from './transfers/transfer-charger.ts'
import type { VendorCharger } from './vendors/vendor.ts'

/**
 * What a site may ask of a station, in the domain's words. `src/ocpp` implements it for every protocol version.
 * Each call throws SiteError StationOffline, StationTimeout, StationRejected (details.answer), or NotSupported.
 */
export interface Charger
  extends TransferCharger,
    CertificateCharger,
    SetupCharger,
    DeviceModelCharger,
    ProfileCharger,
    VendorCharger,
    ConsoleCharger,
    CostCharger,
    CustomerCharger,
    DisplayCharger,
    SessionStatusCharger,
    ReservationCharger,
    LocalListCharger {
  /** Remote start. `requestId` is a positive int32 that the station echoes where its version can (2.0.1 remoteStartId). */
  startCharging(order: { evseNo: number; connectorNo: number; idTag: string; requestId: number }): Promise<void>
  /** Remote stop of a running session, by the id the station knows it by. */
  stopCharging(order: { ocppTransactionId: string }): Promise<void>
  /** Whole station when evseNo is absent. `scheduled`: carried out when the running session has ended. */
  setAvailability(order: { evseNo?: number; operative: boolean }): Promise<'accepted' | 'scheduled'>
  /** `immediate` ends running sessions (1.6: Hard), `when-idle` waits or ends them gracefully (1.6: Soft). */
  reset(order: { mode: 'immediate' | 'when-idle' }): Promise<'accepted' | 'scheduled'>
  unlock(order: { evseNo: number; connectorNo: number }): Promise<'unlocked' | 'ongoing-session'>
  trigger(order: { message: TriggerMessage; evseNo?: number }): Promise<void>
  /** 1.6 configuration keys and 2.0.1 variables alike; without `keys` all that the station tells. */
  readSettings(order: { keys?: string[] }): Promise<StationSetting[]>
  writeSetting(order: { key: string; value: string }): Promise<'accepted' | 'reboot-required'>
}

/** What a station can be asked to tell now. */
export const triggerMessages = [
  'boot',
  'status',
  'meter-values',
  'heartbeat',
  'firmware-status',
  'log-status',
  'sign-certificate',
] as const
export type TriggerMessage = (typeof triggerMessages)[number]

/** One setting of a station. In 2.0.1 `key` is `Component[instance][#evse].Variable[instance]`; in 1.6 the configuration key. */
export interface StationSetting {
  key: string
  value: string | null
  readonly: boolean
  /** Known to the station? An unknown key is listed with `known: false` and no value. */
  known: boolean
}

export interface Chargers {
  /** Versions of OCPP that stations may speak here, by their subprotocols, the best first. Empty: there is no door. */
  readonly protocols: readonly string[]
  /** Connected and past its first answered BootNotification, so that it may be commanded. */
  isReady(stationId: number): boolean
  /** @throws SiteError StationOffline */
  get(stationId: number): Charger
  /** The same stations, for work that nobody waits for: it lets people's requests pass, and gives up early. */
  background(): Chargers
  /** Closes the station's connection (after a change of its credentials, or when it is disabled or removed). */
  disconnect(stationId: number, reason: string): void
}

/** The port before the OCPP door is attached: every station is offline. */
export function noChargers(offline: (stationId: number) => Error): Chargers {
  const none: Chargers = {
    protocols: [],
    isReady: () => false,
    get: (stationId) => {
      throw offline(stationId)
    },
    background: () => none,
    disconnect: () => {},
  }
  return none
}
