import type { Box } from '../box.ts'
import { call16 } from './call.ts'

/** §4.2: who the box is; the answer carries the heartbeat interval in seconds. */
export async function sendBootNotification(box: Box): Promise<{ status: string; interval: number }> {
  const { vendor, model, serial, firmware } = box.identity
  return call16(box, 'BootNotification', {
    chargePointVendor: vendor.slice(0, 20),
    chargePointModel: model.slice(0, 20),
    chargePointSerialNumber: serial.slice(0, 25),
    chargeBoxSerialNumber: serial.slice(0, 25),
    firmwareVersion: firmware.slice(0, 50),
    meterType: 'Virtual meter',
    meterSerialNumber: `M-${serial}`.slice(0, 25),
  })
}
