import type { Get15118EVCertificateResponse as Response } from '../generated/v201/types.ts'
import { Get15118EVCertificateRequest, Get15118EVCertificateResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use cases M01 and M02: the answer for the car comes from the pool of contracts, as it is. */
export const get15118EvCertificate = incoming({
  request: Get15118EVCertificateRequest,
  response: Get15118EVCertificateResponse,
  prepare: (asking, { iso15118SchemaVersion, action, exiRequest }) =>
    asking.execute('iso15118.contract', {
      schemaVersion: iso15118SchemaVersion,
      action: action === 'Update' ? 'update' : 'install',
      exiRequest,
    }),
  handle: (_turn, _request, answer): Response => {
    if (answer?.ok) return { status: 'Accepted', exiResponse: answer.exiResponse }
    const additionalInfo = answer?.reason ?? 'the pool of contracts did not answer in time'
    return { status: 'Failed', exiResponse: '', statusInfo: { reasonCode: 'NoContract', additionalInfo } }
  },
})
