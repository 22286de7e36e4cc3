import type { DeleteCertificateRequest, DeleteCertificateResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { deleteCertificate as remove } from '../security/certificates.ts'

const ANSWERS = { accepted: 'Accepted', failed: 'Failed', 'not-found': 'NotFound' } as const

/** Security extension §5.5 */
export const deleteCertificate: Behaviour = behaviour<DeleteCertificateRequest>((box, request) => ({
  answer: { status: ANSWERS[remove(box, request.certificateHashData)] } satisfies DeleteCertificateResponse,
}))
