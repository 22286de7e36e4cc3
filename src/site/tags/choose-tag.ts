import { SiteError } from '../errors.ts'
import type { QueryContext } from '../use-case.ts'
import { authorizeTag, isTagOf, tagsOfUser } from './tag.store.ts'
import { type Authorization, normalizeIdTag, tagIdOf } from './tag.ts'

/**
 * The tag that a person acts with: anybody's with ManageTags, else one of one's own; without a wish the oldest usable one.
 * @throws SiteError NoTag, TagNotAccepted
 */
export function chooseTag(
  { db, actor, now }: Pick<QueryContext, 'db' | 'actor' | 'now'>,
  /** `starting`: the connector on which it is to charge now, so that it must not charge elsewhere. */
  place: { accountId: string; stationId: number; starting?: number },
  wanted: string | undefined,
): { idTag: string; tagId: string; groupIdTag: string | null } {
  const own = actor.kind === 'user' ? tagsOfUser(db, actor.userId, now) : []
  const idTag = wanted === undefined ? own[0]?.idTag : normalizeIdTag(wanted)
  if (idTag === undefined) throw new SiteError('NoTag')
  const { accountId, stationId, starting } = place
  const isFree = actor.kind !== 'user' || actor.permissions.has('ManageTags')
  if (!isFree && !isTagOf(db, actor.userId, tagIdOf(accountId, idTag)))
    throw new SiteError('TagNotAccepted', { reason: 'Invalid' satisfies Authorization['status'] })
  const { status, tagId, groupIdTag } = authorizeTag(db, {
    accountId,
    stationId,
    idTag,
    now,
    ...(starting === undefined ? {} : { starting: { connectorId: starting } }),
  })
  if (status !== 'Accepted' || tagId === null) throw new SiteError('TagNotAccepted', { reason: status })
  return { idTag, tagId, groupIdTag }
}
