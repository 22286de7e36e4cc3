import { createHash } from 'node:crypto'

export interface TagView {
  /** UUID, made from account and idTag. */
  id: string
  accountId: string
  idTag: string
  name: string
  description: string | null
  expiresAt: number | null
  blocked: boolean
  parentId: string | null
  /** Users it belongs to. */
  userIds: string[]
  createdAt: number
  /** What a station would be told now, parents included. */
  standing: 'Accepted' | 'Blocked' | 'Expired'
}

export type AuthorizationStatus = 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx'

/** The answer to a station that asks about a tag. */
export interface Authorization {
  status: AuthorizationStatus
  tagId: string | null
  /** The tag's topmost parent, else itself: tags of one group stop each other's sessions. */
  groupIdTag: string | null
  expiresAt: number | null
  /** Whose session it is, where the tag belongs to exactly one user. */
  userId: string | null
}

/** Ids are case-insensitive (OCPP 1.6 CiString20, 2.0.1 identifierString). */
export function normalizeIdTag(idTag: string): string {
  return idTag.trim().toUpperCase()
}

/** UUIDv5: the same card entered at two places is one tag. RFC 9562 section 5.5; the namespace is the account. */
export function tagIdOf(accountId: string, idTag: string): string {
  const namespace = Buffer.from(accountId.replaceAll('-', ''), 'hex')
  const hash = createHash('sha1').update(namespace).update(normalizeIdTag(idTag), 'utf8').digest().subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
