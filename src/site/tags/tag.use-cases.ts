import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { accountOf } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import { assertUserIds } from '../users/user.store.ts'
import {
  assertParent,
  authorizeTag,
  descendants,
  findTag,
  listTags,
  putTag,
  setTagUsers,
  type TagRow,
  tagRow,
  tagsOfUser,
  tagView,
  updateTag,
} from './tag.store.ts'
import { normalizeIdTag, type TagView, tagIdOf } from './tag.ts'

const idTag = z
  .string()
  .trim()
  .min(1, 'Enter the id of the tag.')
  .max(36, 'An id has at most 36 characters (20 for OCPP 1.6 stations).')
  .regex(/^[\x21-\x7e]+$/, 'An id has printable ASCII characters without spaces.')
const name = z.string().trim().max(100)
const instant = z.number().int().nonnegative()

export const tagUseCases = {
  'tags.list': query({
    needs: 'ReadTags',
    input: nothing,
    run: ({ db, actor, now }): TagView[] => listTags(db, actor, now),
  }),

  /** The tags that the asking user may start with. */
  'tags.mine': query({
    needs: 'signed-in',
    input: nothing,
    run: ({ db, actor, now }): TagView[] =>
      actor.kind === 'user' ? tagsOfUser(db, actor.userId, now).map((row) => tagView(db, row, now)) : [],
  }),

  /** A new tag. Without `userIds` it belongs to whoever made it. */
  'tags.create': command({
    needs: 'ManageTags',
    input: z
      .object({
        idTag,
        name: name.optional(),
        description: z.string().trim().max(500).nullish(),
        expiresAt: instant.nullish(),
        parentId: z.uuid().nullish(),
        userIds: z.array(z.uuid()).max(1000).optional(),
        accountId: z.uuid().optional(),
      })
      .strict(),
    run: (context, input): TagView => {
      const { db, actor, now } = context
      const accountId = accountOf(actor) ?? input.accountId
      if (!accountId)
        throw new SiteError('InvalidInput', { fields: { accountId: 'Say which account the tag is for.' } })
      const known = findTag(db, accountId, input.idTag)
      if (known && known.deletedAt === null)
        throw new SiteError('AlreadyExists', { fields: { idTag: 'A tag with this id exists already.' } })
      const id = tagIdOf(accountId, input.idTag)
      if (input.parentId) assertParent(db, accountId, id, input.parentId)
      const userIds = input.userIds ?? (actor.kind === 'user' ? [actor.userId] : [])
      assertUserIds(db, accountId, userIds)
      const row = putTag(db, {
        id,
        accountId,
        idTag: normalizeIdTag(input.idTag),
        name: input.name ?? '',
        description: input.description ?? null,
        expiresAt: input.expiresAt ?? null,
        blocked: false,
        parentId: input.parentId ?? null,
        hlc: context.stamp(),
        createdAt: now,
        deletedAt: null,
      })
      setTagUsers(db, id, userIds)
      return changed(context, 'tags.create', row)
    },
  }),

  'tags.update': command({
    needs: 'ManageTags',
    input: z
      .object({
        id: z.uuid(),
        name: name.optional(),
        description: z.string().trim().max(500).nullish(),
        expiresAt: instant.nullish(),
        blocked: z.boolean().optional(),
        parentId: z.uuid().nullish(),
        userIds: z.array(z.uuid()).max(1000).optional(),
      })
      .strict(),
    run: (context, { id, userIds, ...input }): TagView => {
      const { db, actor } = context
      const before = tagRow(db, actor, id)
      if (input.parentId) assertParent(db, before.accountId, id, input.parentId)
      if (userIds) {
        assertUserIds(db, before.accountId, userIds)
        setTagUsers(db, id, userIds)
      }
      const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      return changed(context, 'tags.update', updateTag(db, id, { ...changes, hlc: context.stamp() }), before)
    },
  }),

  'tags.remove': command({
    needs: 'ManageTags',
    input: z.object({ id: z.uuid() }).strict(),
    run: (context, { id }): TagView => {
      const before = tagRow(context.db, context.actor, id)
      const row = updateTag(context.db, id, { deletedAt: context.now, hlc: context.stamp() })
      return changed(context, 'tags.remove', row, before)
    },
  }),

  /**
   * Headquarters' word on a card, for every account of the site or one: carried out at once, also for cards the site has not
   * seen yet. Repeating it changes nothing.
   */
  'tags.decideByHq': command({
    needs: 'hq',
    input: z
      .object({ idTag, blocked: z.boolean(), accountId: z.uuid(), hubVersion: z.number().int().nonnegative() })
      .strict(),
    run: (context, input): TagView => {
      const { db, now } = context
      const known = findTag(db, input.accountId, input.idTag)
      if (known)
        return changed(
          context,
          'tags.decideByHq',
          updateTag(db, known.id, { blocked: input.blocked, hubVersion: input.hubVersion, hlc: context.stamp() }),
          known,
        )
      const row = putTag(db, {
        id: tagIdOf(input.accountId, input.idTag),
        accountId: input.accountId,
        idTag: normalizeIdTag(input.idTag),
        name: '',
        blocked: input.blocked,
        hlc: context.stamp(),
        hubVersion: input.hubVersion,
        createdAt: now,
      })
      return changed(context, 'tags.decideByHq', row)
    },
  }),

  /** A station asks whether a tag may charge. */
  'tags.authorize': query({
    needs: 'station',
    input: trusted<{ idTag: string }>(),
    run: ({ db, actor, now }, input) => {
      if (actor.kind !== 'station') throw new SiteError('Forbidden')
      return authorizeTag(db, { accountId: actor.accountId, stationId: actor.stationId, idTag: input.idTag, now })
    },
  }),
}

/** One event for the tag and each below it: their standing follows their parents'. */
function changed(context: CommandContext, useCase: string, row: TagRow, before?: TagRow): TagView {
  const { db, actor, now } = context
  writeAudit(context, { accountId: row.accountId, action: useCase, subject: `tag ${row.idTag}`, before, after: row })
  for (const id of descendants(db, row.id).slice(1))
    context.emit('tag.changed', tagView(db, tagRow(db, { kind: 'system', door: actor.door }, id), now))
  const view = tagView(db, row, now)
  context.emit('tag.changed', view)
  return view
}
