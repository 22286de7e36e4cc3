import * as v from '../generated/v21/validators.mjs'
import { type Message, notServed, outgoing } from '../protocol.ts'
import { authorize } from './authorize.ts'
import { bootNotification } from './boot-notification.ts'
import { dataTransfer } from './data-transfer.ts'
import { heartbeat } from './heartbeat.ts'
import { meterValues } from './meter-values.ts'
import { notifyEvent } from './notify-event.ts'
import { notifyReport } from './notify-report.ts'
import { statusNotification } from './status-notification.ts'
import { transactionEvent } from './transaction-event.ts'

/** What stations send. */
const received: Readonly<Record<string, Message>> = {
  Authorize: authorize,
  BatterySwap: notServed,
  BootNotification: bootNotification,
  ClearedChargingLimit: notServed,
  ClosePeriodicEventStream: notServed,
  FirmwareStatusNotification: notServed,
  Get15118EVCertificate: notServed,
  GetCertificateChainStatus: notServed,
  GetCertificateStatus: notServed,
  Heartbeat: heartbeat,
  LogStatusNotification: notServed,
  MeterValues: meterValues,
  NotifyChargingLimit: notServed,
  NotifyCustomerInformation: notServed,
  NotifyDERAlarm: notServed,
  NotifyDERStartStop: notServed,
  NotifyDisplayMessages: notServed,
  NotifyEVChargingNeeds: notServed,
  NotifyEVChargingSchedule: notServed,
  NotifyEvent: notifyEvent,
  NotifyMonitoringReport: notServed,
  NotifyPeriodicEventStream: notServed,
  NotifyPriorityCharging: notServed,
  NotifyReport: notifyReport,
  NotifySettlement: notServed,
  NotifyWebPaymentStarted: notServed,
  OpenPeriodicEventStream: notServed,
  PublishFirmwareStatusNotification: notServed,
  PullDynamicScheduleUpdate: notServed,
  ReportChargingProfiles: notServed,
  ReportDERControl: notServed,
  ReservationStatusUpdate: notServed,
  SecurityEventNotification: notServed,
  SignCertificate: notServed,
  StatusNotification: statusNotification,
  TransactionEvent: transactionEvent,
  VatNumberValidation: notServed,
}

/** What we may send. A person may also send by hand what is not served yet. */
export const sent: Readonly<Record<string, Message>> = {
  AFRRSignal: notServed,
  AdjustPeriodicEventStream: notServed,
  CancelReservation: notServed,
  CertificateSigned: notServed,
  ChangeAvailability: outgoing(v.ChangeAvailabilityRequest, v.ChangeAvailabilityResponse),
  ChangeTransactionTariff: notServed,
  ClearCache: notServed,
  ClearChargingProfile: notServed,
  ClearDERControl: notServed,
  ClearDisplayMessage: notServed,
  ClearTariffs: notServed,
  ClearVariableMonitoring: notServed,
  CostUpdated: notServed,
  CustomerInformation: notServed,
  DataTransfer: { ...dataTransfer, ...outgoing(v.DataTransferRequest, v.DataTransferResponse) },
  DeleteCertificate: notServed,
  GetBaseReport: outgoing(v.GetBaseReportRequest, v.GetBaseReportResponse),
  GetChargingProfiles: notServed,
  GetCompositeSchedule: notServed,
  GetDERControl: notServed,
  GetDisplayMessages: notServed,
  GetInstalledCertificateIds: notServed,
  GetLocalListVersion: notServed,
  GetLog: notServed,
  GetMonitoringReport: notServed,
  GetPeriodicEventStream: notServed,
  GetReport: outgoing(v.GetReportRequest, v.GetReportResponse),
  GetTariffs: notServed,
  GetTransactionStatus: outgoing(v.GetTransactionStatusRequest, v.GetTransactionStatusResponse),
  GetVariables: outgoing(v.GetVariablesRequest, v.GetVariablesResponse),
  InstallCertificate: notServed,
  NotifyAllowedEnergyTransfer: notServed,
  PublishFirmware: notServed,
  RequestBatterySwap: notServed,
  RequestStartTransaction: outgoing(v.RequestStartTransactionRequest, v.RequestStartTransactionResponse),
  RequestStopTransaction: outgoing(v.RequestStopTransactionRequest, v.RequestStopTransactionResponse),
  ReserveNow: notServed,
  Reset: outgoing(v.ResetRequest, v.ResetResponse),
  SendLocalList: notServed,
  SetChargingProfile: notServed,
  SetDERControl: notServed,
  SetDefaultTariff: notServed,
  SetDisplayMessage: notServed,
  SetMonitoringBase: notServed,
  SetMonitoringLevel: notServed,
  SetNetworkProfile: notServed,
  SetVariableMonitoring: notServed,
  SetVariables: outgoing(v.SetVariablesRequest, v.SetVariablesResponse),
  TriggerMessage: outgoing(v.TriggerMessageRequest, v.TriggerMessageResponse),
  UnlockConnector: outgoing(v.UnlockConnectorRequest, v.UnlockConnectorResponse),
  UnpublishFirmware: notServed,
  UpdateDynamicSchedule: notServed,
  UpdateFirmware: notServed,
  UsePriorityCharging: notServed,
}

/** Every message of OCPP 2.1; those beyond the core are not served yet. */
export const table: Readonly<Record<string, Message>> = { ...received, ...sent }
