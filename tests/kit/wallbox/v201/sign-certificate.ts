import type { Box } from '../box.ts'
import type { OwnUse } from '../security/signing.ts'
import { call201 } from './call.ts'

/** A02 */
export async function signCertificate(box: Box, csr: string, use: OwnUse): Promise<string> {
  const certificateType = use === 'station' ? 'ChargingStationCertificate' : 'V2GCertificate'
  return (await call201(box, 'SignCertificate', { csr, certificateType })).status
}
