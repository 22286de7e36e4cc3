import * as v from '../generated/v201/validators.mjs'
import { type Message, outgoing } from '../protocol.ts'
import { authorize } from './authorize.ts'
import { bootNotification } from './boot-notification.ts'
import { clearedChargingLimit } from './cleared-charging-limit.ts'
import { dataTransfer } from './data-transfer.ts'
import { firmwareStatusNotification } from './firmware-status-notification.ts'
import { get15118EvCertificate } from './get-15118-ev-certificate.ts'
import { getCertificateStatus } from './get-certificate-status.ts'
import { heartbeat } from './heartbeat.ts'
import { logStatusNotification } from './log-status-notification.ts'
import { meterValues } from './meter-values.ts'
import { notifyChargingLimit } from './notify-charging-limit.ts'
import { notifyCustomerInformation } from './notify-customer-information.ts'
import { notifyDisplayMessages } from './notify-display-messages.ts'
import { notifyEvChargingNeeds } from './notify-ev-charging-needs.ts'
import { notifyEvChargingSchedule } from './notify-ev-charging-schedule.ts'
import { notifyEvent } from './notify-event.ts'
import { notifyMonitoringReport } from './notify-monitoring-report.ts'
import { notifyReport } from './notify-report.ts'
import { publishFirmwareStatusNotification } from './publish-firmware-status-notification.ts'
import { reportChargingProfiles } from './report-charging-profiles.ts'
import { reservationStatusUpdate } from './reservation-status-update.ts'
import { securityEventNotification } from './security-event-notification.ts'
import { signCertificate } from './sign-certificate.ts'
import { statusNotification } from './status-notification.ts'
import { transactionEvent } from './transaction-event.ts'

/** Every message of OCPP 2.0.1. */
export const table: Readonly<Record<string, Message>> = {
  Authorize: authorize,
  BootNotification: bootNotification,
  CancelReservation: outgoing(v.CancelReservationRequest, v.CancelReservationResponse),
  CertificateSigned: outgoing(v.CertificateSignedRequest, v.CertificateSignedResponse),
  ChangeAvailability: outgoing(v.ChangeAvailabilityRequest, v.ChangeAvailabilityResponse),
  ClearCache: outgoing(v.ClearCacheRequest, v.ClearCacheResponse),
  ClearChargingProfile: outgoing(v.ClearChargingProfileRequest, v.ClearChargingProfileResponse),
  ClearDisplayMessage: outgoing(v.ClearDisplayMessageRequest, v.ClearDisplayMessageResponse),
  ClearVariableMonitoring: outgoing(v.ClearVariableMonitoringRequest, v.ClearVariableMonitoringResponse),
  ClearedChargingLimit: clearedChargingLimit,
  CostUpdated: outgoing(v.CostUpdatedRequest, v.CostUpdatedResponse),
  CustomerInformation: outgoing(v.CustomerInformationRequest, v.CustomerInformationResponse),
  DataTransfer: { ...dataTransfer, ...outgoing(v.DataTransferRequest, v.DataTransferResponse) },
  DeleteCertificate: outgoing(v.DeleteCertificateRequest, v.DeleteCertificateResponse),
  FirmwareStatusNotification: firmwareStatusNotification,
  Get15118EVCertificate: get15118EvCertificate,
  GetBaseReport: outgoing(v.GetBaseReportRequest, v.GetBaseReportResponse),
  GetCertificateStatus: getCertificateStatus,
  GetChargingProfiles: outgoing(v.GetChargingProfilesRequest, v.GetChargingProfilesResponse),
  GetCompositeSchedule: outgoing(v.GetCompositeScheduleRequest, v.GetCompositeScheduleResponse),
  GetDisplayMessages: outgoing(v.GetDisplayMessagesRequest, v.GetDisplayMessagesResponse),
  GetInstalledCertificateIds: outgoing(v.GetInstalledCertificateIdsRequest, v.GetInstalledCertificateIdsResponse),
  GetLocalListVersion: outgoing(v.GetLocalListVersionRequest, v.GetLocalListVersionResponse),
  GetLog: outgoing(v.GetLogRequest, v.GetLogResponse),
  GetMonitoringReport: outgoing(v.GetMonitoringReportRequest, v.GetMonitoringReportResponse),
  GetReport: outgoing(v.GetReportRequest, v.GetReportResponse),
  GetTransactionStatus: outgoing(v.GetTransactionStatusRequest, v.GetTransactionStatusResponse),
  GetVariables: outgoing(v.GetVariablesRequest, v.GetVariablesResponse),
  Heartbeat: heartbeat,
  InstallCertificate: outgoing(v.InstallCertificateRequest, v.InstallCertificateResponse),
  LogStatusNotification: logStatusNotification,
  MeterValues: meterValues,
  NotifyChargingLimit: notifyChargingLimit,
  NotifyCustomerInformation: notifyCustomerInformation,
  NotifyDisplayMessages: notifyDisplayMessages,
  NotifyEVChargingNeeds: notifyEvChargingNeeds,
  NotifyEVChargingSchedule: notifyEvChargingSchedule,
  NotifyEvent: notifyEvent,
  NotifyMonitoringReport: notifyMonitoringReport,
  NotifyReport: notifyReport,
  PublishFirmware: outgoing(v.PublishFirmwareRequest, v.PublishFirmwareResponse),
  PublishFirmwareStatusNotification: publishFirmwareStatusNotification,
  ReportChargingProfiles: reportChargingProfiles,
  RequestStartTransaction: outgoing(v.RequestStartTransactionRequest, v.RequestStartTransactionResponse),
  RequestStopTransaction: outgoing(v.RequestStopTransactionRequest, v.RequestStopTransactionResponse),
  ReservationStatusUpdate: reservationStatusUpdate,
  ReserveNow: outgoing(v.ReserveNowRequest, v.ReserveNowResponse),
  Reset: outgoing(v.ResetRequest, v.ResetResponse),
  SecurityEventNotification: securityEventNotification,
  SendLocalList: outgoing(v.SendLocalListRequest, v.SendLocalListResponse),
  SetChargingProfile: outgoing(v.SetChargingProfileRequest, v.SetChargingProfileResponse),
  SetDisplayMessage: outgoing(v.SetDisplayMessageRequest, v.SetDisplayMessageResponse),
  SetMonitoringBase: outgoing(v.SetMonitoringBaseRequest, v.SetMonitoringBaseResponse),
  SetMonitoringLevel: outgoing(v.SetMonitoringLevelRequest, v.SetMonitoringLevelResponse),
  SetNetworkProfile: outgoing(v.SetNetworkProfileRequest, v.SetNetworkProfileResponse),
  SetVariableMonitoring: outgoing(v.SetVariableMonitoringRequest, v.SetVariableMonitoringResponse),
  SetVariables: outgoing(v.SetVariablesRequest, v.SetVariablesResponse),
  SignCertificate: signCertificate,
  StatusNotification: statusNotification,
  TransactionEvent: transactionEvent,
  TriggerMessage: outgoing(v.TriggerMessageRequest, v.TriggerMessageResponse),
  UnlockConnector: outgoing(v.UnlockConnectorRequest, v.UnlockConnectorResponse),
  UnpublishFirmware: outgoing(v.UnpublishFirmwareRequest, v.UnpublishFirmwareResponse),
  UpdateFirmware: outgoing(v.UpdateFirmwareRequest, v.UpdateFirmwareResponse),
}
