import { BootNotificationRequest, BootNotificationResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerBoot } from '../v201/boot-notification.ts'

/** 2.1 use case B01. */
export const bootNotification = incoming({
  request: BootNotificationRequest,
  response: BootNotificationResponse,
  handle: answerBoot,
})
