import type { FirmwareStatusNotificationRequest } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import type { FirmwareStatus } from '../firmware.ts'

/** L01; the request id is left out only when nothing is going on (L01.FR.20). */
export function tellFirmware(box: Box, status: FirmwareStatus, requestId: number | undefined): void {
  const request: FirmwareStatusNotificationRequest = {
    status,
    ...(requestId === undefined || status === 'Idle' ? {} : { requestId }),
  }
  box.fact({
    action: 'FirmwareStatusNotification',
    label: `firmware ${status}`,
    droppable: true,
    payload: () => request,
  })
}
