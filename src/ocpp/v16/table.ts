import * as v from '../generated/v16/validators.mjs'
import { type Message, notServed, outgoing } from '../protocol.ts'
import { authorize } from './authorize.ts'
import { bootNotification } from './boot-notification.ts'
import { dataTransfer } from './data-transfer.ts'
import { heartbeat } from './heartbeat.ts'
import { meterValues } from './meter-values.ts'
import { startTransaction } from './start-transaction.ts'
import { statusNotification } from './status-notification.ts'
import { stopTransaction } from './stop-transaction.ts'

/** Every message of OCPP 1.6 and its security extension. */
export const table: Readonly<Record<string, Message>> = {
  Authorize: authorize,
  BootNotification: bootNotification,
  CancelReservation: outgoing(v.CancelReservationRequest, v.CancelReservationResponse),
  CertificateSigned: notServed,
  ChangeAvailability: outgoing(v.ChangeAvailabilityRequest, v.ChangeAvailabilityResponse),
  ChangeConfiguration: outgoing(v.ChangeConfigurationRequest, v.ChangeConfigurationResponse),
  ClearCache: outgoing(v.ClearCacheRequest, v.ClearCacheResponse),
  ClearChargingProfile: notServed,
  DataTransfer: { ...dataTransfer, ...outgoing(v.DataTransferRequest, v.DataTransferResponse) },
  DeleteCertificate: notServed,
  DiagnosticsStatusNotification: notServed,
  ExtendedTriggerMessage: notServed,
  FirmwareStatusNotification: notServed,
  GetCompositeSchedule: notServed,
  GetConfiguration: outgoing(v.GetConfigurationRequest, v.GetConfigurationResponse),
  GetDiagnostics: notServed,
  GetInstalledCertificateIds: notServed,
  GetLocalListVersion: outgoing(v.GetLocalListVersionRequest, v.GetLocalListVersionResponse),
  GetLog: notServed,
  Heartbeat: heartbeat,
  InstallCertificate: notServed,
  LogStatusNotification: notServed,
  MeterValues: meterValues,
  RemoteStartTransaction: outgoing(v.RemoteStartTransactionRequest, v.RemoteStartTransactionResponse),
  RemoteStopTransaction: outgoing(v.RemoteStopTransactionRequest, v.RemoteStopTransactionResponse),
  ReserveNow: outgoing(v.ReserveNowRequest, v.ReserveNowResponse),
  Reset: outgoing(v.ResetRequest, v.ResetResponse),
  SecurityEventNotification: notServed,
  SendLocalList: outgoing(v.SendLocalListRequest, v.SendLocalListResponse),
  SetChargingProfile: notServed,
  SignCertificate: notServed,
  SignedFirmwareStatusNotification: notServed,
  SignedUpdateFirmware: notServed,
  StartTransaction: startTransaction,
  StatusNotification: statusNotification,
  StopTransaction: stopTransaction,
  TriggerMessage: outgoing(v.TriggerMessageRequest, v.TriggerMessageResponse),
  UnlockConnector: outgoing(v.UnlockConnectorRequest, v.UnlockConnectorResponse),
  UpdateFirmware: notServed,
}
