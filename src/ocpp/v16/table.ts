import * as v from '../generated/v16/validators.mjs'
import { type Message, outgoing } from '../protocol.ts'
import { authorize } from './authorize.ts'
import { bootNotification } from './boot-notification.ts'
import { dataTransfer } from './data-transfer.ts'
import { diagnosticsStatusNotification } from './diagnostics-status-notification.ts'
import { firmwareStatusNotification } from './firmware-status-notification.ts'
import { heartbeat } from './heartbeat.ts'
import { logStatusNotification } from './log-status-notification.ts'
import { meterValues } from './meter-values.ts'
import { securityEventNotification } from './security-event-notification.ts'
import { signCertificate } from './sign-certificate.ts'
import { signedFirmwareStatusNotification } from './signed-firmware-status-notification.ts'
import { startTransaction } from './start-transaction.ts'
import { statusNotification } from './status-notification.ts'
import { stopTransaction } from './stop-transaction.ts'

/** Every message of OCPP 1.6 and its security extension. */
export const table: Readonly<Record<string, Message>> = {
  Authorize: authorize,
  BootNotification: bootNotification,
  CancelReservation: outgoing(v.CancelReservationRequest, v.CancelReservationResponse),
  CertificateSigned: outgoing(v.CertificateSignedRequest, v.CertificateSignedResponse),
  ChangeAvailability: outgoing(v.ChangeAvailabilityRequest, v.ChangeAvailabilityResponse),
  ChangeConfiguration: outgoing(v.ChangeConfigurationRequest, v.ChangeConfigurationResponse),
  ClearCache: outgoing(v.ClearCacheRequest, v.ClearCacheResponse),
  ClearChargingProfile: outgoing(v.ClearChargingProfileRequest, v.ClearChargingProfileResponse),
  DataTransfer: { ...dataTransfer, ...outgoing(v.DataTransferRequest, v.DataTransferResponse) },
  DeleteCertificate: outgoing(v.DeleteCertificateRequest, v.DeleteCertificateResponse),
  DiagnosticsStatusNotification: diagnosticsStatusNotification,
  ExtendedTriggerMessage: outgoing(v.ExtendedTriggerMessageRequest, v.ExtendedTriggerMessageResponse),
  FirmwareStatusNotification: firmwareStatusNotification,
  GetCompositeSchedule: outgoing(v.GetCompositeScheduleRequest, v.GetCompositeScheduleResponse),
  GetConfiguration: outgoing(v.GetConfigurationRequest, v.GetConfigurationResponse),
  GetDiagnostics: outgoing(v.GetDiagnosticsRequest, v.GetDiagnosticsResponse),
  GetInstalledCertificateIds: outgoing(v.GetInstalledCertificateIdsRequest, v.GetInstalledCertificateIdsResponse),
  GetLocalListVersion: outgoing(v.GetLocalListVersionRequest, v.GetLocalListVersionResponse),
  GetLog: outgoing(v.GetLogRequest, v.GetLogResponse),
  Heartbeat: heartbeat,
  InstallCertificate: outgoing(v.InstallCertificateRequest, v.InstallCertificateResponse),
  LogStatusNotification: logStatusNotification,
  MeterValues: meterValues,
  RemoteStartTransaction: outgoing(v.RemoteStartTransactionRequest, v.RemoteStartTransactionResponse),
  RemoteStopTransaction: outgoing(v.RemoteStopTransactionRequest, v.RemoteStopTransactionResponse),
  ReserveNow: outgoing(v.ReserveNowRequest, v.ReserveNowResponse),
  Reset: outgoing(v.ResetRequest, v.ResetResponse),
  SecurityEventNotification: securityEventNotification,
  SendLocalList: outgoing(v.SendLocalListRequest, v.SendLocalListResponse),
  SetChargingProfile: outgoing(v.SetChargingProfileRequest, v.SetChargingProfileResponse),
  SignCertificate: signCertificate,
  SignedFirmwareStatusNotification: signedFirmwareStatusNotification,
  SignedUpdateFirmware: outgoing(v.SignedUpdateFirmwareRequest, v.SignedUpdateFirmwareResponse),
  StartTransaction: startTransaction,
  StatusNotification: statusNotification,
  StopTransaction: stopTransaction,
  TriggerMessage: outgoing(v.TriggerMessageRequest, v.TriggerMessageResponse),
  UnlockConnector: outgoing(v.UnlockConnectorRequest, v.UnlockConnectorResponse),
  UpdateFirmware: outgoing(v.UpdateFirmwareRequest, v.UpdateFirmwareResponse),
}
