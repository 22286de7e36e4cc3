import type {
  AuthorizeCertificateStatusEnumType,
  OCSPRequestDataType,
  AuthorizeResponse as Response,
} from '../generated/v201/types.ts'
import { AuthorizeRequest, AuthorizeResponse } from '../generated/v201/validators.mjs'
import { type Asking, incoming, type Turn } from '../protocol.ts'
import { idTokenInfo } from './id-token-info.ts'
import { ocspQuestion } from './ocsp-question.ts'

/** What is read of a request; the kinds of tokens are a list in 2.0.1, and any text later. */
interface Request {
  idToken: { idToken: string }
  certificate?: string
  iso15118CertificateHashData?: OCSPRequestDataType[]
}

/**
 * 2.0.1 use cases C01, C02, C04, C06, and C07 where a contract's certificate comes with it: who can't be vouched for may not
 * charge by contract, whatever the token.
 */
export const authorize = incoming({
  request: AuthorizeRequest,
  response: AuthorizeResponse,
  prepare: judgeContract,
  handle: answerAuthorize,
})

export function judgeContract(
  asking: Asking,
  { idToken, certificate, iso15118CertificateHashData: hashes = [] }: Request,
): Promise<ContractVerdict> | undefined {
  if (certificate === undefined && hashes.length === 0) return undefined
  const questions = hashes.flatMap((data) => ocspQuestion(data) ?? [])
  return asking.execute('iso15118.judgeContract', {
    emaid: idToken.idToken,
    chainPem: certificate ?? null,
    // one that can't be asked about is not vouched for by the others
    questions: questions.length === hashes.length ? questions : [],
  })
}

export function answerAuthorize(
  turn: Turn,
  { idToken, certificate, iso15118CertificateHashData }: Request,
  verdict: ContractVerdict = 'unavailable',
): Response {
  const hasContract = certificate !== undefined || iso15118CertificateHashData !== undefined
  const certificateStatus = hasContract ? words[verdict] : undefined
  if (certificateStatus !== undefined && certificateStatus !== 'Accepted')
    return { idTokenInfo: { status: 'Invalid' }, certificateStatus }
  const authorization = turn.run('tags.authorize', { idTag: idToken.idToken })
  const price = turn.run('prices.ofStation', { userId: authorization.userId })
  return {
    idTokenInfo: idTokenInfo(authorization, price),
    ...(certificateStatus === undefined ? {} : { certificateStatus }),
  }
}

type ContractVerdict = keyof typeof words

const words = {
  accepted: 'Accepted',
  expired: 'CertificateExpired',
  revoked: 'CertificateRevoked',
  'chain-error': 'CertChainError',
  unavailable: 'NoCertificateAvailable',
} as const satisfies Record<string, AuthorizeCertificateStatusEnumType>
