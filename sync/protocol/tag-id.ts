import { createHash } from 'node:crypto'

/** Ids are case-insensitive (OCPP 1.6 CiString20, 2.0.1 identifierString). */
export function normalizeIdTag(idTag: string): string {
  return idTag.trim().toUpperCase()
}

/** UUIDv5 (RFC 9562 section 5.5) of the normalised id in the tenant's namespace: one card is one tag, whoever enters it first. */
export function tagIdOf(account: string, idTag: string): string {
  const namespace = Buffer.from(account.replaceAll('-', ''), 'hex')
  const hash = createHash('sha1').update(namespace).update(normalizeIdTag(idTag), 'utf8').digest().subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
