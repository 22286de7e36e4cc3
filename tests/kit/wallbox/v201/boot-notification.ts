import type { BootReasonEnumType } from '../../../../src/ocpp/generated/v201/types.ts'
import type { BootReason, Box } from '../box.ts'
import { call201 } from './call.ts'

const REASONS = {
  'power-up': 'PowerUp',
  'remote-reset': 'RemoteReset',
  'firmware-update': 'FirmwareUpdate',
  triggered: 'Triggered',
} as const satisfies Record<BootReason, BootReasonEnumType>

/** B01 */
export async function sendBootNotification(
  box: Box,
  reason: BootReason,
): Promise<{ status: string; interval: number }> {
  const { vendor, model, serial, firmware } = box.identity
  return call201(box, 'BootNotification', {
    reason: REASONS[reason],
    chargingStation: {
      vendorName: vendor.slice(0, 50),
      model: model.slice(0, 20),
      serialNumber: serial.slice(0, 25),
      firmwareVersion: firmware.slice(0, 50),
    },
  })
}
