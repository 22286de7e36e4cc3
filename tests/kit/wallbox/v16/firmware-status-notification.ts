import type { FirmwareStatusNotificationRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box } from '../box.ts'
import type { FirmwareStatus } from '../firmware.ts'

const STATUS: Partial<Record<FirmwareStatus, FirmwareStatusNotificationRequest['status']>> = {
  Idle: 'Idle',
  Downloading: 'Downloading',
  Downloaded: 'Downloaded',
  DownloadFailed: 'DownloadFailed',
  Installing: 'Installing',
  InstallationFailed: 'InstallationFailed',
  Installed: 'Installed',
}

/** §4.5; steps that the plain message has no word for are not told. */
export function tellFirmware(box: Box, status: FirmwareStatus): void {
  const word = STATUS[status]
  if (!word) return
  const request: FirmwareStatusNotificationRequest = { status: word }
  box.fact({
    action: 'FirmwareStatusNotification',
    label: `firmware ${status}`,
    droppable: true,
    payload: () => request,
  })
}
