import type {
  CertificateHashDataChainType,
  GetCertificateIdUseEnumType,
  GetInstalledCertificateIdsRequest,
  GetInstalledCertificateIdsResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { USES_201 } from './install-certificate.ts'

/** M03; of the V2G chain also what it hangs on. */
export const getInstalledCertificateIds: Behaviour = behaviour<GetInstalledCertificateIdsRequest>((box, request) => {
  const types = request.certificateType ?? (Object.keys(USES_201) as GetCertificateIdUseEnumType[])
  const found = types.flatMap((certificateType) =>
    box.memory.certificates.installed
      .filter((each) => each.use === USES_201[certificateType])
      .map(({ hashes: [first, ...rest] }) => ({
        certificateType,
        certificateHashData: first,
        ...(rest.length > 0 ? { childCertificateHashData: rest } : {}),
      })),
  )
  const answer: GetInstalledCertificateIdsResponse =
    found.length === 0
      ? { status: 'NotFound' }
      : { status: 'Accepted', certificateHashDataChain: found as [CertificateHashDataChainType] }
  return { answer }
})
