import type { ChargingProfile, ProfilePurpose, RateUnit } from '../load/charging-profile.ts'
import type { CompositeSchedule } from '../load/composite.ts'

/** What a station tells of its smart charging; null: it does not tell. */
export interface ToldTraits {
  units: RateUnit[] | null
  maxStackLevel: number | null
  maxPeriods: number | null
  maxProfiles: number | null
  /** Phases of its supply. */
  phases: number | null
}

export interface ProfileOrder extends ChargingProfile {
  id: number
  purpose: Exclude<ProfilePurpose, 'external'>
  /** Of a `tx` profile: the session, as the station knows it. */
  ocppTransactionId: string | null
}

export type ProfileFilter =
  | { profileId: number }
  | {
      evseNo?: number | undefined
      purpose?: Exclude<ProfilePurpose, 'external'> | undefined
      stackLevel?: number | undefined
    }

/** Smart charging: part of the charger port. */
export interface ProfileCharger {
  /** @throws SiteError NotSupported: the station has no smart charging */
  chargingTraits(): Promise<ToldTraits>
  /** The same id again replaces the profile. @throws SiteError StationRejected, NotSupported */
  setChargingProfile(order: ProfileOrder): Promise<void>
  /** `none`: there was no such profile. */
  clearChargingProfiles(filter: ProfileFilter): Promise<'cleared' | 'none'>
  /** What the station makes of all profiles. @throws SiteError StationRejected, NotSupported */
  compositeSchedule(order: { evseNo: number; durationS: number; unit?: RateUnit }): Promise<CompositeSchedule>
  /** Asks for the profiles that the station has, which come later in parts. @throws SiteError NotSupported (1.6) */
  requestChargingProfiles(order: { requestId: number }): Promise<'coming' | 'none'>
}
