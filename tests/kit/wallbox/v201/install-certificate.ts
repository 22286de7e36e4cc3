import type {
  GetCertificateIdUseEnumType,
  InstallCertificateRequest,
  InstallCertificateResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { type CertificateUse, installRoot } from '../security/certificates.ts'

export const USES_201 = {
  CSMSRootCertificate: 'csms-root',
  ManufacturerRootCertificate: 'manufacturer-root',
  MORootCertificate: 'mo-root',
  V2GRootCertificate: 'v2g-root',
  V2GCertificateChain: 'v2g-chain',
} as const satisfies Record<GetCertificateIdUseEnumType, CertificateUse>

const ANSWERS = { accepted: 'Accepted', rejected: 'Rejected', failed: 'Failed' } as const

/** M05 */
export const installCertificate: Behaviour = behaviour<InstallCertificateRequest>((box, request) => ({
  answer: {
    status: ANSWERS[installRoot(box, USES_201[request.certificateType], request.certificate)],
  } satisfies InstallCertificateResponse,
}))
