import type { Box } from '../box.ts'
import { CallFailed } from '../rpc.ts'
import { chainFault, hashOf, parse } from './certificates.ts'
import { makeCsr } from './csr.ts'
import { pemBlocks } from './der.ts'
import { raiseSecurityEvent } from './security-events.ts'

export type OwnUse = 'station' | 'v2g-chain'

/**
 * Makes a key and asks the server to sign it (1.6 security §5.4, 2.0.1 A02). If no certificate comes in time the box asks
 * again, waiting twice as long each time (CertSigningWaitMinimum, CertSigningRepeatTimes).
 * @returns the server's word on the request
 */
export async function requestCertificate(box: Box, use: OwnUse, repeats = 0): Promise<string> {
  const { key, csr } = makeCsr(box.settings.organization, box.identity.serial)
  const { pending } = box.memory.certificates
  pending.set(use, key)
  const status = await box.dialect.signCertificate(box, csr, use)
  box.happened('security', `certificate asked for: ${status}`)
  if (status !== 'Accepted') {
    if (pending.get(use) === key) pending.delete(use)
    return status
  }
  const { certSigningWaitS: waitS, certSigningRepeats: most } = box.settings
  if (waitS > 0 && repeats < most) {
    box.setTimer(
      () => {
        if (pending.get(use) !== key) return
        box.background(
          requestCertificate(box, use, repeats + 1).catch((error: unknown) => {
            if (!(error instanceof CallFailed)) throw error
            box.happened('security', `the certificate could not be asked for again: ${error.message}`)
          }),
        )
      },
      waitS * 2 ** repeats * 1000,
    )
  }
  return status
}

/** Takes the certificate that was asked for. What does not fit is refused and told as a security event. */
export function receiveCertificate(box: Box, use: OwnUse, text: string): 'accepted' | 'rejected' {
  const { certificates } = box.memory
  const key = certificates.pending.get(use)
  const chain = pemBlocks(text)
  const leaf = parse(chain[0] ?? '')
  const fault = !key
    ? 'none was asked for'
    : (chainFault(box, chain, use === 'station' ? 'csms-root' : 'v2g-root') ??
      (leaf?.checkPrivateKey(key) ? undefined : 'it is for another key'))
  if (fault !== undefined) {
    raiseSecurityEvent(box, box.dialect.securityEvents.invalidOwnCertificate, `The certificate is refused: ${fault}`)
    return 'rejected'
  }
  certificates.pending.delete(use)
  if (use === 'station') certificates.stationKey = key
  const hashes = chain.map((each, i) => hashOf(each, chain[i + 1] ?? each))
  certificates.installed = [...certificates.installed.filter((each) => each.use !== use), { use, chain, hashes }]
  box.happened('security', `new certificate (${use}), valid until ${leaf?.validTo ?? '?'}`)
  return 'accepted'
}
