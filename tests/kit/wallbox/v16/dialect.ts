import * as schemas from '../../../../src/ocpp/generated/v16/validators.mjs'
import type { Dialect } from '../dialect.ts'
import type { SchemaBook } from '../schemas.ts'
import { sendAuthorize } from './authorize.ts'
import { sendBootNotification } from './boot-notification.ts'
import { cancelReservation } from './cancel-reservation.ts'
import { certificateSigned } from './certificate-signed.ts'
import { changeAvailability } from './change-availability.ts'
import { changeConfiguration } from './change-configuration.ts'
import { clearCache } from './clear-cache.ts'
import { clearChargingProfile } from './clear-charging-profile.ts'
import { dataTransfer } from './data-transfer.ts'
import { deleteCertificate } from './delete-certificate.ts'
import { extendedTriggerMessage } from './extended-trigger-message.ts'
import { getCompositeSchedule } from './get-composite-schedule.ts'
import { getConfiguration } from './get-configuration.ts'
import { getDiagnostics } from './get-diagnostics.ts'
import { getInstalledCertificateIds } from './get-installed-certificate-ids.ts'
import { getLocalListVersion } from './get-local-list-version.ts'
import { getLog } from './get-log.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { installCertificate } from './install-certificate.ts'
import { meterValues } from './meter-values.ts'
import { remoteStartTransaction } from './remote-start-transaction.ts'
import { remoteStopTransaction } from './remote-stop-transaction.ts'
import { reserveNow } from './reserve-now.ts'
import { reset } from './reset.ts'
import { sendLocalList } from './send-local-list.ts'
import { setChargingProfile } from './set-charging-profile.ts'
import { signCertificate } from './sign-certificate.ts'
import { signedUpdateFirmware } from './signed-update-firmware.ts'
import { startTransaction } from './start-transaction.ts'
import { sendStatusNotification, status16 } from './status-notification.ts'
import { stopTransaction } from './stop-transaction.ts'
import { triggerMessage } from './trigger-message.ts'
import { unlockConnector } from './unlock-connector.ts'
import { updateFirmware } from './update-firmware.ts'

/** OCPP 1.6 JSON. */
export const ocpp16: Dialect = {
  protocol: 'ocpp1.6',
  schemas: schemas as unknown as SchemaBook,
  // "Occurence" is the specification's own spelling (OCPP-J 1.6 §4.2.3).
  errorCodes: {
    type: 'TypeConstraintViolation',
    occurrence: 'OccurenceConstraintViolation',
    property: 'PropertyConstraintViolation',
    format: 'FormationViolation',
  },
  knownErrorCodes: new Set([
    'NotImplemented',
    'NotSupported',
    'InternalError',
    'ProtocolError',
    'SecurityError',
    'FormationViolation',
    'PropertyConstraintViolation',
    'OccurenceConstraintViolation',
    'TypeConstraintViolation',
    'GenericError',
  ]),
  maxTagLength: 20,
  behaviours: {
    CancelReservation: cancelReservation,
    CertificateSigned: certificateSigned,
    ChangeAvailability: changeAvailability,
    ChangeConfiguration: changeConfiguration,
    ClearCache: clearCache,
    ClearChargingProfile: clearChargingProfile,
    DataTransfer: dataTransfer,
    DeleteCertificate: deleteCertificate,
    ExtendedTriggerMessage: extendedTriggerMessage,
    GetCompositeSchedule: getCompositeSchedule,
    GetConfiguration: getConfiguration,
    GetDiagnostics: getDiagnostics,
    GetInstalledCertificateIds: getInstalledCertificateIds,
    GetLocalListVersion: getLocalListVersion,
    GetLog: getLog,
    InstallCertificate: installCertificate,
    RemoteStartTransaction: remoteStartTransaction,
    RemoteStopTransaction: remoteStopTransaction,
    ReserveNow: reserveNow,
    Reset: reset,
    SendLocalList: sendLocalList,
    SetChargingProfile: setChargingProfile,
    SignedUpdateFirmware: signedUpdateFirmware,
    TriggerMessage: triggerMessage,
    UnlockConnector: unlockConnector,
    UpdateFirmware: updateFirmware,
  },
  boot: sendBootNotification,
  heartbeat: sendHeartbeat,
  authorize: sendAuthorize,
  statusName: status16,
  notifyStatus: sendStatusNotification,
  begin: startTransaction,
  sample: meterValues,
  end: stopTransaction,
  signCertificate,
  securityEvents: { invalidOwnCertificate: 'InvalidChargePointCertificate' },
}
