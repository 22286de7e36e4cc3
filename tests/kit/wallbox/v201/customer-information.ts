import type {
  CustomerInformationRequest,
  CustomerInformationResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { sameHash } from '../security/certificates.ts'
import { call201 } from './call.ts'

/** NotifyCustomerInformation carries at most so many characters at a time (Part 2, 1.43). */
const PART_LENGTH = 512

/** N09, N10: what the box knows of a customer is told, forgotten, or both. A customer is named in exactly one way. */
export const customerInformation: Behaviour = behaviour<CustomerInformationRequest>((box, request) => {
  const { idToken, customerCertificate, customerIdentifier, requestId, report, clear } = request
  const answer = (status: CustomerInformationResponse['status']) => ({ answer: { status } })
  const ways = [idToken, customerCertificate, customerIdentifier].filter((each) => each !== undefined)
  if (ways.length !== 1) return answer('Invalid')
  if (!report && !clear) return answer('Rejected')
  const tag = idToken?.idToken ?? customerIdentifier ?? ''
  const text = customerCertificate ? aboutCertificate(box, customerCertificate) : aboutTag(box, tag)
  if (clear) forget(box, tag)
  return { ...answer('Accepted'), afterwards: () => box.background(tell(box, requestId, report ? text : '')) }
})

function aboutTag(box: Box, tag: string): string {
  const key = tag.toLowerCase()
  const cached = box.cache.get(key)
  const listed = box.memory.localList.entries.get(key)
  const charging = box.connectors.filter((c) => c.tx?.idTag?.toLowerCase() === key)
  const message = charging.map((c) => box.memory.display.personal.get(c.id)?.content ?? '').filter(Boolean)
  return [
    ...(cached ? [`cache: ${cached.idTag} (${cached.tokenType}), group ${cached.group ?? 'none'}`] : []),
    ...(listed ? [`local list: ${listed.idTag}, ${listed.status}`] : []),
    ...charging.map((c) => `charging on EVSE ${c.id}, transaction ${c.tx?.uid ?? ''}`),
    ...message.map((each) => `message: ${each}`),
  ].join('\n')
}

function aboutCertificate(box: Box, hash: NonNullable<CustomerInformationRequest['customerCertificate']>): string {
  const found = box.memory.certificates.installed.filter((each) => each.hashes.some((own) => sameHash(own, hash)))
  return found.map((each) => `certificate: ${each.use}`).join('\n')
}

/** The local list stays: it is the server's to change (N10.FR.06). */
function forget(box: Box, tag: string): void {
  box.cache.delete(tag.toLowerCase())
}

async function tell(box: Box, requestId: number, text: string): Promise<void> {
  const generatedAt = box.stamp()
  for (let at = 0, seqNo = 0; at === 0 || at < text.length; at += PART_LENGTH, seqNo++) {
    await call201(box, 'NotifyCustomerInformation', {
      requestId,
      seqNo,
      generatedAt,
      data: text.slice(at, at + PART_LENGTH),
      ...(at + PART_LENGTH < text.length ? { tbc: true } : {}),
    })
  }
}
