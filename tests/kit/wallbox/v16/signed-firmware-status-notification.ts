import type { SignedFirmwareStatusNotificationRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box } from '../box.ts'
import type { FirmwareStatus } from '../firmware.ts'

/** Security extension §5.18; the request id is left out only when nothing is going on. */
export function tellSignedFirmware(box: Box, status: FirmwareStatus, requestId: number | undefined): void {
  const request: SignedFirmwareStatusNotificationRequest = {
    status,
    ...(requestId === undefined || status === 'Idle' ? {} : { requestId }),
  }
  box.fact({
    action: 'SignedFirmwareStatusNotification',
    label: `firmware ${status}`,
    droppable: true,
    payload: () => request,
  })
}
