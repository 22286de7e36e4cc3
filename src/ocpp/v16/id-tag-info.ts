import type { Authorization } from '../../site/tags/tag.ts'
import type { AuthorizeResponse } from '../generated/v16/types.ts'
import { printTimestamp } from '../timestamps.ts'

/** 1.6 section 7.1: tags have at most 20 characters there. */
export const longestTag = 20

/** 1.6 section 7.27. */
export function idTagInfo({ status, groupIdTag, expiresAt }: Authorization): AuthorizeResponse['idTagInfo'] {
  return {
    status,
    // a parent with a longer id can't be told; the station then asks us about the other tags of the group
    ...(groupIdTag !== null && groupIdTag.length <= longestTag ? { parentIdTag: groupIdTag } : {}),
    ...(expiresAt === null ? {} : { expiryDate: printTimestamp(expiresAt) }),
  }
}
