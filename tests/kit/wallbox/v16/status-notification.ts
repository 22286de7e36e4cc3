import type { StatusNotificationRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Connector, Phase } from '../box.ts'
import { phaseOf } from '../phase.ts'
import { call16 } from './call.ts'

type Status = StatusNotificationRequest['status']
type ErrorCode = StatusNotificationRequest['errorCode']

const STATUS = {
  available: 'Available',
  reserved: 'Reserved',
  preparing: 'Preparing',
  charging: 'Charging',
  'suspended-ev': 'SuspendedEV',
  'suspended-evse': 'SuspendedEVSE',
  finishing: 'Finishing',
  unavailable: 'Unavailable',
  faulted: 'Faulted',
} as const satisfies Record<Phase, Status>

/** The error codes of §7.6; a fault by any other name is told as OtherError with the name as vendor code. */
const ERROR_CODES: ReadonlySet<string> = new Set<ErrorCode>([
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'OtherError',
  'OverCurrentFailure',
  'OverVoltage',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'WeakSignal',
])

export function status16(box: Box, c: Connector): Status {
  return STATUS[phaseOf(box, c)]
}

/** §4.9; connector 0 is the station. */
export async function sendStatusNotification(box: Box, c: Connector | undefined): Promise<void> {
  const { fault } = c ?? {}
  const known = fault !== undefined && ERROR_CODES.has(fault)
  const errorCode = fault === undefined ? 'NoError' : known ? (fault as ErrorCode) : 'OtherError'
  await call16(box, 'StatusNotification', {
    connectorId: c?.id ?? 0,
    errorCode,
    status: c ? status16(box, c) : box.operative ? 'Available' : 'Unavailable',
    timestamp: box.stamp(),
    ...(fault !== undefined && !known ? { vendorErrorCode: fault.slice(0, 50), vendorId: box.identity.vendor } : {}),
  })
}
