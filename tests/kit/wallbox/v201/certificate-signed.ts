import type { CertificateSignedRequest, CertificateSignedResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { slotInUse } from '../network.ts'
import { receiveCertificate } from '../security/signing.ts'

/** A02, A03: a box that shows a certificate connects anew with this one. */
export const certificateSigned: Behaviour = behaviour<CertificateSignedRequest>((box, request) => {
  const use = request.certificateType === 'V2GCertificate' ? 'v2g-chain' : 'station'
  const accepted = receiveCertificate(box, use, request.certificateChain) === 'accepted'
  return {
    answer: { status: accepted ? 'Accepted' : 'Rejected' } satisfies CertificateSignedResponse,
    afterwards: () => {
      if (accepted && use === 'station' && slotInUse(box).securityProfile === 3) box.reconnect()
    },
  }
})
