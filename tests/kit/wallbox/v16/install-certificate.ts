import type { InstallCertificateRequest, InstallCertificateResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { type CertificateUse, installRoot } from '../security/certificates.ts'

export const USES_16 = {
  CentralSystemRootCertificate: 'csms-root',
  ManufacturerRootCertificate: 'manufacturer-root',
} as const satisfies Record<InstallCertificateRequest['certificateType'], CertificateUse>

const ANSWERS = { accepted: 'Accepted', rejected: 'Rejected', failed: 'Failed' } as const

/** Security extension §5.12 */
export const installCertificate: Behaviour = behaviour<InstallCertificateRequest>((box, request) => ({
  answer: {
    status: ANSWERS[installRoot(box, USES_16[request.certificateType], request.certificate)],
  } satisfies InstallCertificateResponse,
}))
