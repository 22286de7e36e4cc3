/** Certificates of cars: stations ask, and the answer comes from outside, or says that nobody is asked. */
import type { X509Certificate } from 'node:crypto'
import { rootPems, securityRow } from '../certificates/certificate.store.ts'
import { type ActionContext, action, trusted } from '../use-case.ts'
import { certificatesIn, checkChain, isAsked, type OcspQuestion } from './contract-chain.ts'
import { isOcspAnswer, type OcspVerdict, ocspRequest, ocspVerdict } from './ocsp.ts'

/** What stations and cars have room for. */
const longestAnswer = 5500
const mostQuestions = 4

export type ContractAnswer = { ok: true; exiResponse: string } | { ok: false; reason: string }
export type StatusAnswer = { ok: true; ocspResult: string } | { ok: false; reason: string }
/** `unavailable`: nobody could tell, so nobody vouches for it. */
export type ContractVerdict = 'accepted' | 'expired' | 'revoked' | 'chain-error' | 'unavailable'

export const iso15118UseCases = {
  /** A car wants its contract installed or renewed: the configured pool of contracts answers. */
  'iso15118.contract': action({
    needs: 'station',
    input: trusted<{ schemaVersion: string; action: 'install' | 'update'; exiRequest: string }>(),
    run: async (context, { schemaVersion, exiRequest }): Promise<ContractAnswer> => {
      const { contractUrl: url, contractToken } = securityRow(context.read)
      if (url === null) return { ok: false, reason: 'no pool of contracts is configured' }
      const token = contractToken === null ? null : context.secrets.open(contractToken)
      const answer = await context.certificateProvider.contract({ url, token, schemaVersion, exiRequest })
      if (!answer.ok) return answer
      if (answer.value.length > longestAnswer + 100) return { ok: false, reason: 'the contract is too long for OCPP' }
      return { ok: true, exiResponse: answer.value }
    },
  }),

  /** A station wants to know whether a certificate was revoked; it judges the signed answer itself. */
  'iso15118.certificateStatus': action({
    needs: 'station',
    input: trusted<OcspQuestion>(),
    run: async (context, question): Promise<StatusAnswer> => {
      if (!securityRow(context.read).ocsp) return { ok: false, reason: 'asking for revocation is not configured' }
      const response = await ask(context, question)
      if (response === undefined || !isOcspAnswer(response))
        return { ok: false, reason: 'the responder of the certificate did not answer' }
      const ocspResult = response.toString('base64')
      if (ocspResult.length > longestAnswer) return { ok: false, reason: 'the answer is too long for OCPP' }
      return { ok: true, ocspResult }
    },
  }),

  /**
   * Somebody wants to charge by contract. Either the station checked the chain and names its certificates by their hashes, or
   * it hands the chain over.
   */
  'iso15118.judgeContract': action({
    needs: 'station',
    input: trusted<{ emaid: string; chainPem: string | null; questions: OcspQuestion[] }>(),
    run: async (context, { emaid, chainPem, questions }): Promise<ContractVerdict> => {
      const { read, clock } = context
      const roots = rootPems(read, ['mo-root', 'v2g-root']).flatMap(certificatesIn)
      if (chainPem === null) return revocation(context, questions, roots)
      const checked = checkChain(chainPem, roots, emaid, clock.now())
      if (!checked.ok) {
        context.log.info('the certificate of a contract is not accepted', { reason: checked.reason })
        return checked.fault
      }
      const asked = isAsked(checked.chain[0], questions) ? questions : checked.questions
      return revocation(context, asked, [...roots, ...checked.chain])
    },
  }),
}

async function revocation(
  context: ActionContext,
  questions: OcspQuestion[],
  issuers: X509Certificate[],
): Promise<ContractVerdict> {
  const { read, clock } = context
  if (!securityRow(read).ocsp || questions.length === 0 || questions.length > mostQuestions) return 'unavailable'
  const verdicts = await Promise.all(
    questions.map(async (question): Promise<OcspVerdict> => {
      const response = await ask(context, question)
      return response === undefined ? 'unproven' : ocspVerdict(response, question.hash, issuers, clock.now())
    }),
  )
  if (verdicts.includes('revoked')) return 'revoked'
  return verdicts.every((verdict) => verdict === 'good') ? 'accepted' : 'unavailable'
}

async function ask(context: ActionContext, { hash, responderUrl }: OcspQuestion): Promise<Buffer | undefined> {
  const { privateAddresses } = securityRow(context.read)
  const request = ocspRequest(hash)
  const answer = await context.certificateProvider.ocsp({ url: responderUrl, request, privateAddresses })
  if (answer.ok) return answer.value
  context.log.info('a responder was not asked, or did not answer', { responderUrl, reason: answer.reason })
  return undefined
}
