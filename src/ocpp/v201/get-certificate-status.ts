import type { GetCertificateStatusResponse as Response } from '../generated/v201/types.ts'
import { GetCertificateStatusRequest, GetCertificateStatusResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { ocspQuestion } from './ocsp-question.ts'

/** 2.0.1 use case M06: the responder's signed answer as it is; the station judges it. */
export const getCertificateStatus = incoming({
  request: GetCertificateStatusRequest,
  response: GetCertificateStatusResponse,
  prepare: (asking, { ocspRequestData }) => {
    const question = ocspQuestion(ocspRequestData)
    return question && asking.execute('iso15118.certificateStatus', question)
  },
  handle: (_turn, _request, answer): Response => {
    if (answer?.ok) return { status: 'Accepted', ocspResult: answer.ocspResult }
    const additionalInfo = answer?.reason ?? 'the responder was not asked, or did not answer in time'
    return { status: 'Failed', statusInfo: { reasonCode: 'NoStatus', additionalInfo } }
  },
})
