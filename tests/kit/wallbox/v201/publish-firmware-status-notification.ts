import type { PublishFirmwareStatusNotificationRequest } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import type { PublishStatus } from '../publish-firmware.ts'

/** L03; Published comes with the addresses the file is served at. */
export function tellPublication(
  box: Box,
  status: PublishStatus,
  requestId: number | undefined,
  locations?: readonly string[],
): void {
  const request: PublishFirmwareStatusNotificationRequest = {
    status,
    ...(requestId === undefined || status === 'Idle' ? {} : { requestId }),
    ...(locations ? { location: [...locations] as [string] } : {}),
  }
  box.fact({
    action: 'PublishFirmwareStatusNotification',
    label: `publication ${status}`,
    droppable: true,
    payload: () => request,
  })
}
