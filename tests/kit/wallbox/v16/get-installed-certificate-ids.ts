import type {
  CertificateHashDataType,
  GetInstalledCertificateIdsRequest,
  GetInstalledCertificateIdsResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { USES_16 } from './install-certificate.ts'

/** Security extension §5.10 */
export const getInstalledCertificateIds: Behaviour = behaviour<GetInstalledCertificateIdsRequest>((box, request) => {
  const use = USES_16[request.certificateType]
  const found = box.memory.certificates.installed.filter((each) => each.use === use).flatMap((each) => [...each.hashes])
  const answer: GetInstalledCertificateIdsResponse =
    found.length === 0
      ? { status: 'NotFound' }
      : { status: 'Accepted', certificateHashData: found as [CertificateHashDataType] }
  return { answer }
})
