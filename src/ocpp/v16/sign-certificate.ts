import { SignCertificateRequest, SignCertificateResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'

/** Security extension of 1.6, use cases A02 and A03: the signed certificate follows by CertificateSigned. */
export const signCertificate = incoming({
  request: SignCertificateRequest,
  response: SignCertificateResponse,
  prepare: (asking, { csr }) => asking.execute('certificates.checkRequest', { csr }),
  handle: (turn, _request, checked) => {
    const { refused } = turn.run('certificates.request', { checked })
    return { status: refused === null ? 'Accepted' : 'Rejected' }
  },
})
