import type { Box } from '../box.ts'
import { call16 } from './call.ts'

/** Security extension §5.16 */
export async function signCertificate(box: Box, csr: string): Promise<string> {
  return (await call16(box, 'SignCertificate', { csr })).status
}
