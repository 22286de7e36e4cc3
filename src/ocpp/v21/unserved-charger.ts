import type { CertificateCharger } from '../../site/certificates/certificate-charger.ts'
import type { ProfileCharger } from '../../site/charging-profiles/profile-charger.ts'
import type { CustomerCharger } from '../../site/customers/customer.ts'
import type { DeviceModelCharger } from '../../site/device-model/device-model-charger.ts'
import type { DisplayCharger } from '../../site/displays/display.ts'
import { SiteError } from '../../site/errors.ts'
import type { LocalListCharger } from '../../site/local-lists/local-list-charger.ts'
import type { CostCharger } from '../../site/prices/price-display.ts'
import type { ReservationCharger } from '../../site/reservations/reservation-charger.ts'
import type { TransferCharger } from '../../site/transfers/transfer-charger.ts'

type Unserved = ProfileCharger &
  CustomerCharger &
  DisplayCharger &
  LocalListCharger &
  CostCharger &
  ReservationCharger &
  TransferCharger &
  Omit<CertificateCharger, 'writePassword'> &
  Pick<
    DeviceModelCharger,
    | 'setNetworkProfile'
    | 'setMonitors'
    | 'clearMonitors'
    | 'setMonitoringBase'
    | 'setMonitoringLevel'
    | 'requestMonitors'
  >

/** What 2.1 has messages for and this controller does not send yet, see table.ts. */
export const unservedCharger: Unserved = {
  chargingTraits: none('charging profiles'),
  setChargingProfile: none('charging profiles'),
  clearChargingProfiles: none('charging profiles'),
  compositeSchedule: none('charging profiles'),
  requestChargingProfiles: none('charging profiles'),
  askCustomer: none('information about customers'),
  showMessage: none('messages on the screen'),
  clearMessage: none('messages on the screen'),
  askMessages: none('messages on the screen'),
  localListCapacity: none('local lists'),
  localListVersion: none('local lists'),
  sendLocalList: none('local lists'),
  clearCache: none('clearing the cache'),
  tellCost: none('running costs'),
  reserve: none('reservations'),
  cancelReservation: none('reservations'),
  updateFirmware: none('firmware'),
  fetchLog: none('logs'),
  publishFirmware: none('firmware'),
  unpublishFirmware: none('firmware'),
  requestSigning: none('certificates'),
  deliverCertificate: none('certificates'),
  installRoot: none('certificates'),
  installedCertificates: none('certificates'),
  deleteInstalled: none('certificates'),
  setNetworkProfile: none('network profiles'),
  setMonitors: none('monitors'),
  clearMonitors: none('monitors'),
  setMonitoringBase: none('monitors'),
  setMonitoringLevel: none('monitors'),
  requestMonitors: none('monitors'),
}

function none(what: string): () => Promise<never> {
  return async () => {
    throw new SiteError('NotSupported', {
      reason: `This controller has no ${what} for stations that speak OCPP 2.1. Connect the station with OCPP 2.0.1 instead.`,
    })
  }
}
