import * as v from '../generated/v201/validators.mjs'
import { type Message, notServed, outgoing } from '../protocol.ts'
import { authorize } from './authorize.ts'
import { bootNotification } from './boot-notification.ts'
import { dataTransfer } from './data-transfer.ts'
import { heartbeat } from './heartbeat.ts'
import { meterValues } from './meter-values.ts'
import { notifyEvent } from './notify-event.ts'
import { notifyMonitoringReport } from './notify-monitoring-report.ts'
import { notifyReport } from './notify-report.ts'
import { reservationStatusUpdate } from './reservation-status-update.ts'
import { statusNotification } from './status-notification.ts'
import { transactionEvent } from './transaction-event.ts'

/** Every message of OCPP 2.0.1. */
export const table: Readonly<Record<string, Message>> = {
  Authorize: authorize,
  BootNotification: bootNotification,
  CancelReservation: outgoing(v.CancelReservationRequest, v.CancelReservationResponse),
  CertificateSigned: notServed,
  ChangeAvailability: outgoing(v.ChangeAvailabilityRequest, v.ChangeAvailabilityResponse),
  ClearCache: outgoing(v.ClearCacheRequest, v.ClearCacheResponse),
  ClearChargingProfile: notServed,
  ClearDisplayMessage: notServed,
  ClearVariableMonitoring: outgoing(v.ClearVariableMonitoringRequest, v.ClearVariableMonitoringResponse),
  ClearedChargingLimit: notServed,
  CostUpdated: notServed,
  CustomerInformation: notServed,
  DataTransfer: { ...dataTransfer, ...outgoing(v.DataTransferRequest, v.DataTransferResponse) },
  DeleteCertificate: notServed,
  FirmwareStatusNotification: notServed,
  Get15118EVCertificate: notServed,
  GetBaseReport: outgoing(v.GetBaseReportRequest, v.GetBaseReportResponse),
  GetCertificateStatus: notServed,
  GetChargingProfiles: notServed,
  GetCompositeSchedule: notServed,
  GetDisplayMessages: notServed,
  GetInstalledCertificateIds: notServed,
  GetLocalListVersion: outgoing(v.GetLocalListVersionRequest, v.GetLocalListVersionResponse),
  GetLog: notServed,
  GetMonitoringReport: outgoing(v.GetMonitoringReportRequest, v.GetMonitoringReportResponse),
  GetReport: outgoing(v.GetReportRequest, v.GetReportResponse),
  GetTransactionStatus: notServed,
  GetVariables: outgoing(v.GetVariablesRequest, v.GetVariablesResponse),
  Heartbeat: heartbeat,
  InstallCertificate: notServed,
  LogStatusNotification: notServed,
  MeterValues: meterValues,
  NotifyChargingLimit: notServed,
  NotifyCustomerInformation: notServed,
  NotifyDisplayMessages: notServed,
  NotifyEVChargingNeeds: notServed,
  NotifyEVChargingSchedule: notServed,
  NotifyEvent: notifyEvent,
  NotifyMonitoringReport: notifyMonitoringReport,
  NotifyReport: notifyReport,
  PublishFirmware: notServed,
  PublishFirmwareStatusNotification: notServed,
  ReportChargingProfiles: notServed,
  RequestStartTransaction: outgoing(v.RequestStartTransactionRequest, v.RequestStartTransactionResponse),
  RequestStopTransaction: outgoing(v.RequestStopTransactionRequest, v.RequestStopTransactionResponse),
  ReservationStatusUpdate: reservationStatusUpdate,
  ReserveNow: outgoing(v.ReserveNowRequest, v.ReserveNowResponse),
  Reset: outgoing(v.ResetRequest, v.ResetResponse),
  SecurityEventNotification: notServed,
  SendLocalList: outgoing(v.SendLocalListRequest, v.SendLocalListResponse),
  SetChargingProfile: notServed,
  SetDisplayMessage: notServed,
  SetMonitoringBase: outgoing(v.SetMonitoringBaseRequest, v.SetMonitoringBaseResponse),
  SetMonitoringLevel: outgoing(v.SetMonitoringLevelRequest, v.SetMonitoringLevelResponse),
  SetNetworkProfile: outgoing(v.SetNetworkProfileRequest, v.SetNetworkProfileResponse),
  SetVariableMonitoring: outgoing(v.SetVariableMonitoringRequest, v.SetVariableMonitoringResponse),
  SetVariables: outgoing(v.SetVariablesRequest, v.SetVariablesResponse),
  SignCertificate: notServed,
  StatusNotification: statusNotification,
  TransactionEvent: transactionEvent,
  TriggerMessage: outgoing(v.TriggerMessageRequest, v.TriggerMessageResponse),
  UnlockConnector: outgoing(v.UnlockConnectorRequest, v.UnlockConnectorResponse),
  UnpublishFirmware: notServed,
  UpdateFirmware: notServed,
}
