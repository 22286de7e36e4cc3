import { StatusNotificationRequest, StatusNotificationResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerStatus, statusTolerance } from '../v201/status-notification.ts'

/** 2.1 use case G01, where it is the older of two ways: the other one is NotifyEvent. */
export const statusNotification = incoming({
  request: StatusNotificationRequest,
  response: StatusNotificationResponse,
  tolerance: statusTolerance,
  handle: answerStatus,
})
