import * as schemas from '../../../../src/ocpp/generated/v201/validators.mjs'
import type { Dialect } from '../dialect.ts'
import type { SchemaBook } from '../schemas.ts'
import { sendAuthorize } from './authorize.ts'
import { sendBootNotification } from './boot-notification.ts'
import { cancelReservation } from './cancel-reservation.ts'
import { certificateSigned } from './certificate-signed.ts'
import { changeAvailability } from './change-availability.ts'
import { clearCache } from './clear-cache.ts'
import { clearChargingProfile } from './clear-charging-profile.ts'
import { clearDisplayMessage } from './clear-display-message.ts'
import { clearVariableMonitoring } from './clear-variable-monitoring.ts'
import { costUpdated } from './cost-updated.ts'
import { customerInformation } from './customer-information.ts'
import { dataTransfer } from './data-transfer.ts'
import { deleteCertificate } from './delete-certificate.ts'
import { expireMessages } from './display-messages.ts'
import { getBaseReport } from './get-base-report.ts'
import { getChargingProfiles } from './get-charging-profiles.ts'
import { getCompositeSchedule } from './get-composite-schedule.ts'
import { getDisplayMessages } from './get-display-messages.ts'
import { getInstalledCertificateIds } from './get-installed-certificate-ids.ts'
import { getLocalListVersion } from './get-local-list-version.ts'
import { getLog } from './get-log.ts'
import { getMonitoringReport } from './get-monitoring-report.ts'
import { getReport } from './get-report.ts'
import { getTransactionStatus } from './get-transaction-status.ts'
import { getVariables } from './get-variables.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { installCertificate } from './install-certificate.ts'
import { checkMonitors, factoryMonitors } from './monitoring.ts'
import { notifyFault } from './notify-event.ts'
import { publishFirmware } from './publish-firmware.ts'
import { requestStartTransaction } from './request-start-transaction.ts'
import { requestStopTransaction } from './request-stop-transaction.ts'
import { reservationGone } from './reservation-status-update.ts'
import { reserveNow } from './reserve-now.ts'
import { reset } from './reset.ts'
import { sendLocalList } from './send-local-list.ts'
import { setChargingProfile } from './set-charging-profile.ts'
import { setDisplayMessage } from './set-display-message.ts'
import { setMonitoringBase } from './set-monitoring-base.ts'
import { setMonitoringLevel } from './set-monitoring-level.ts'
import { setNetworkProfile } from './set-network-profile.ts'
import { setVariableMonitoring } from './set-variable-monitoring.ts'
import { setVariables } from './set-variables.ts'
import { signCertificate } from './sign-certificate.ts'
import { sendStatusNotification, status201 } from './status-notification.ts'
import { authorized, ended, phaseChanged, sampled, started } from './transaction-event.ts'
import { triggerMessage } from './trigger-message.ts'
import { unlockConnector } from './unlock-connector.ts'
import { unpublishFirmware } from './unpublish-firmware.ts'
import { updateFirmware } from './update-firmware.ts'

/** OCPP 2.0.1 JSON, one connector per EVSE. */
export const ocpp201: Dialect = {
  protocol: 'ocpp2.0.1',
  schemas: schemas as unknown as SchemaBook,
  errorCodes: {
    type: 'TypeConstraintViolation',
    occurrence: 'OccurrenceConstraintViolation',
    property: 'PropertyConstraintViolation',
    format: 'FormatViolation',
  },
  knownErrorCodes: new Set([
    'FormatViolation',
    'GenericError',
    'InternalError',
    'MessageTypeNotSupported',
    'NotImplemented',
    'NotSupported',
    'OccurrenceConstraintViolation',
    'PropertyConstraintViolation',
    'ProtocolError',
    'RpcFrameworkError',
    'SecurityError',
    'TypeConstraintViolation',
  ]),
  maxTagLength: 36,
  behaviours: {
    CancelReservation: cancelReservation,
    CertificateSigned: certificateSigned,
    ChangeAvailability: changeAvailability,
    ClearCache: clearCache,
    ClearChargingProfile: clearChargingProfile,
    ClearDisplayMessage: clearDisplayMessage,
    ClearVariableMonitoring: clearVariableMonitoring,
    CostUpdated: costUpdated,
    CustomerInformation: customerInformation,
    DataTransfer: dataTransfer,
    DeleteCertificate: deleteCertificate,
    GetBaseReport: getBaseReport,
    GetChargingProfiles: getChargingProfiles,
    GetCompositeSchedule: getCompositeSchedule,
    GetDisplayMessages: getDisplayMessages,
    GetInstalledCertificateIds: getInstalledCertificateIds,
    GetLocalListVersion: getLocalListVersion,
    GetLog: getLog,
    GetMonitoringReport: getMonitoringReport,
    GetReport: getReport,
    GetTransactionStatus: getTransactionStatus,
    GetVariables: getVariables,
    InstallCertificate: installCertificate,
    PublishFirmware: publishFirmware,
    RequestStartTransaction: requestStartTransaction,
    RequestStopTransaction: requestStopTransaction,
    ReserveNow: reserveNow,
    Reset: reset,
    SendLocalList: sendLocalList,
    SetChargingProfile: setChargingProfile,
    SetDisplayMessage: setDisplayMessage,
    SetMonitoringBase: setMonitoringBase,
    SetMonitoringLevel: setMonitoringLevel,
    SetNetworkProfile: setNetworkProfile,
    SetVariableMonitoring: setVariableMonitoring,
    SetVariables: setVariables,
    TriggerMessage: triggerMessage,
    UnlockConnector: unlockConnector,
    UnpublishFirmware: unpublishFirmware,
    UpdateFirmware: updateFirmware,
  },
  boot: sendBootNotification,
  heartbeat: sendHeartbeat,
  authorize: sendAuthorize,
  statusName: status201,
  notifyStatus: sendStatusNotification,
  begin: started,
  authorized,
  sample: sampled,
  phaseChanged,
  end: ended,
  signCertificate,
  securityEvents: { invalidOwnCertificate: 'InvalidChargingStationCertificate' },
  reservationGone,
  faultChanged: notifyFault,
  prepare: (box) => {
    box.memory.monitoring.monitors = factoryMonitors(box)
  },
  watch: (box) => {
    checkMonitors(box)
    expireMessages(box)
  },
}
