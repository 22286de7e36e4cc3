import type { SignCertificateRequest as Request, SignCertificateResponse as Response } from '../generated/v201/types.ts'
import { SignCertificateRequest, SignCertificateResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use cases A02 and A03: the signed certificate follows by CertificateSigned. */
export const signCertificate = incoming({
  request: SignCertificateRequest,
  response: SignCertificateResponse,
  prepare: (asking, { csr, certificateType }: Request) =>
    asking.execute('certificates.checkRequest', { csr, forCars: certificateType === 'V2GCertificate' }),
  handle: (turn, _request, checked): Response => {
    const { refused } = turn.run('certificates.request', { checked })
    if (refused === null) return { status: 'Accepted' }
    return { status: 'Rejected', statusInfo: { reasonCode: 'InvalidCSR', additionalInfo: refused.slice(0, 512) } }
  },
})
