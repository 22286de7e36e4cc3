import * as schemas from '../../../../src/ocpp/generated/v201/validators.mjs'
import type { Dialect } from '../dialect.ts'
import type { SchemaBook } from '../schemas.ts'
import { sendAuthorize } from './authorize.ts'
import { sendBootNotification } from './boot-notification.ts'
import { changeAvailability } from './change-availability.ts'
import { clearCache } from './clear-cache.ts'
import { dataTransfer } from './data-transfer.ts'
import { getVariables } from './get-variables.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { sendNotifyEvent } from './notify-event.ts'
import { requestStartTransaction } from './request-start-transaction.ts'
import { requestStopTransaction } from './request-stop-transaction.ts'
import { reset } from './reset.ts'
import { setVariables } from './set-variables.ts'
import { sendStatusNotification, status201 } from './status-notification.ts'
import { authorized, ended, phaseChanged, sampled, started } from './transaction-event.ts'
import { triggerMessage } from './trigger-message.ts'
import { unlockConnector } from './unlock-connector.ts'

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
    ChangeAvailability: changeAvailability,
    ClearCache: clearCache,
    DataTransfer: dataTransfer,
    GetVariables: getVariables,
    RequestStartTransaction: requestStartTransaction,
    RequestStopTransaction: requestStopTransaction,
    Reset: reset,
    SetVariables: setVariables,
    TriggerMessage: triggerMessage,
    UnlockConnector: unlockConnector,
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
  faultChanged: (box, c, code, cleared) => box.background(sendNotifyEvent(box, c, code, cleared)),
}
