import type { CertificateSignedRequest, CertificateSignedResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { slotInUse } from '../network.ts'
import { receiveCertificate } from '../security/signing.ts'

/** Security extension §5.1: a box that shows a certificate connects anew with this one. */
export const certificateSigned: Behaviour = behaviour<CertificateSignedRequest>((box, request) => {
  const accepted = receiveCertificate(box, 'station', request.certificateChain) === 'accepted'
  return {
    answer: { status: accepted ? 'Accepted' : 'Rejected' } satisfies CertificateSignedResponse,
    afterwards: () => {
      if (accepted && slotInUse(box).securityProfile === 3) box.reconnect()
    },
  }
})
