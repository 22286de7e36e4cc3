import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { WriteHandle } from '../db/open.ts'
import { SiteError } from '../errors.ts'
import type { UserActor } from '../permissions.ts'
import { hashToken, newToken } from '../secrets.ts'
import { findSite } from '../setup/site.store.ts'
import { action, type CommandContext, command, nothing, query } from '../use-case.ts'
import { verifyPassword } from './password.ts'
import {
  activeUser,
  dropOldTokens,
  familyLives,
  insertToken,
  revokeFamily,
  tokenByHash,
  type UserRow,
  updateToken,
  updateUser,
  userByEmail,
  userView,
} from './user.store.ts'
import type { UserView } from './user.ts'

const dayMs = 24 * 60 * 60 * 1000
/** How long a sign-in lasts without use. */
const lifetimeMs = { desk: dayMs, lan: 60 * dayMs }

export interface SignIn {
  user: UserView
  /** Opaque; only its hash is stored. */
  refreshToken: string
  familyId: string
  expiresAt: number
}

const door = z.enum(['desk', 'lan'])

const signedIn = command({
  needs: 'system',
  input: z.object({ userId: z.uuid(), door, device: z.string().max(200) }).strict(),
  run: ({ db, now }, input): SignIn => {
    const row = activeUser(db, input.userId)
    if (!row) throw new SiteError('WrongCredentials')
    dropOldTokens(db, now - 30 * dayMs)
    const user = updateUser(db, row.id, { lastLoginAt: now, failedLogins: 0, lockedUntil: null })
    return issue(db, user, { familyId: randomUUID(), door: input.door, device: input.device }, now)
  },
})

/** After the fifth wrong password each further one locks the user out for twice as long, up to an hour. */
const failed = command({
  needs: 'system',
  input: z.object({ userId: z.uuid() }).strict(),
  run: ({ db, now }, { userId }) => {
    const row = activeUser(db, userId)
    if (!row) return
    const failedLogins = row.failedLogins + 1
    const lockedMs = failedLogins < 5 ? 0 : Math.min(60 * 60_000, 15_000 * 2 ** (failedLogins - 5))
    updateUser(db, userId, { failedLogins, lockedUntil: lockedMs ? now + lockedMs : null })
  },
})

const exchange = command({
  needs: 'system',
  input: z.object({ refreshToken: z.string() }).strict(),
  run: (context, { refreshToken }): SignIn | { refused: 'SessionExpired' | 'TokenReused' } => {
    const { db, now, actor } = context
    const token = tokenByHash(db, hashToken(refreshToken))
    // a desk's session is no phone's token
    if (token?.door !== actor.door) return { refused: 'SessionExpired' }
    if (token.revokedAt !== null || token.expiresAt <= now) return { refused: 'SessionExpired' }
    const row = activeUser(db, token.userId)
    if (!row) return { refused: 'SessionExpired' }
    if (token.usedAt !== null) {
      // told, not thrown: an error would undo the end of the family
      endFamily(context, row, token.familyId)
      return { refused: 'TokenReused' }
    }
    updateToken(db, token.hash, { usedAt: now })
    return issue(db, row, token, now)
  },
})

export const signInUseCases = {
  /** @throws SiteError NotSetUp, WrongCredentials (the same for an unknown e-mail), TooManyAttempts (details.retryAfterMs) */
  'signIn.withPassword': action({
    needs: 'anyone',
    input: z
      .object({
        email: z.string().trim().min(1, 'Enter your e-mail.').max(254),
        password: z.string().min(1, 'Enter your password.').max(200),
        door,
        device: z.string().max(200).default(''),
      })
      .strict(),
    run: async ({ read, clock, execute, actor }, input): Promise<SignIn> => {
      const system = { kind: 'system', door: actor.door } as const
      if (!findSite(read)) throw new SiteError('NotSetUp')
      const row = userByEmail(read, input.email)
      if (row?.lockedUntil && row.lockedUntil > clock.now())
        throw new SiteError('TooManyAttempts', { retryAfterMs: row.lockedUntil - clock.now() })
      const right = await verifyPassword(row?.passwordHash, input.password)
      if (!row || !right) {
        if (row) await execute(failed, { userId: row.id }, system)
        throw new SiteError('WrongCredentials')
      }
      return execute(signedIn, { userId: row.id, door: input.door, device: input.device }, system)
    },
  }),

  /**
   * Exchanges a refresh token for its successor. Using one twice ends the whole sign-in: one of the two was stolen.
   * @throws SiteError SessionExpired, TokenReused
   */
  'signIn.refresh': action({
    needs: 'anyone',
    input: z.object({ refreshToken: z.string().min(1).max(200) }).strict(),
    run: async ({ execute, actor }, input): Promise<SignIn> => {
      const outcome = await execute(exchange, input, { kind: 'system', door: actor.door })
      if ('refused' in outcome) throw new SiteError(outcome.refused)
      return outcome
    },
  }),

  'signIn.end': command({
    needs: 'anyone',
    input: z.object({ refreshToken: z.string().min(1).max(200) }).strict(),
    run: (context, { refreshToken }) => {
      const token = tokenByHash(context.db, hashToken(refreshToken))
      const row = token && activeUser(context.db, token.userId)
      if (row) endFamily(context, row, token.familyId)
    },
  }),

  /** A desk session in use lasts on from now. @returns when it ends without further use. @throws SiteError SessionExpired */
  'signIn.extend': command({
    needs: 'anyone',
    input: z.object({ sessionToken: z.string().min(1).max(200) }).strict(),
    run: ({ db, now }, { sessionToken }): { expiresAt: number } => {
      const token = tokenByHash(db, hashToken(sessionToken))
      const lives = token?.door === 'desk' && token.revokedAt === null && token.usedAt === null && token.expiresAt > now
      if (!lives || !activeUser(db, token.userId)) throw new SiteError('SessionExpired')
      const expiresAt = Math.max(token.expiresAt, now + lifetimeMs.desk)
      updateToken(db, token.hash, { expiresAt })
      return { expiresAt }
    },
  }),

  /** Who a desk session's token, or (by user and family) an access token, stands for now. @throws SiteError SessionExpired */
  'signIn.actor': query({
    needs: 'anyone',
    input: z.union([
      z.object({ sessionToken: z.string().max(200) }).strict(),
      z.object({ userId: z.uuid(), familyId: z.uuid() }).strict(),
    ]),
    run: ({ db, now, actor }, input): UserActor => {
      const token = 'sessionToken' in input ? tokenByHash(db, hashToken(input.sessionToken)) : undefined
      const lives =
        'sessionToken' in input
          ? token?.door === 'desk' && token.revokedAt === null && token.expiresAt > now
          : familyLives(db, input.familyId, now)
      const userId = 'sessionToken' in input ? token?.userId : input.userId
      const row = lives && userId ? activeUser(db, userId) : undefined
      if (!row) throw new SiteError('SessionExpired')
      return {
        kind: 'user',
        door: actor.door,
        userId: row.id,
        accountId: row.accountId,
        permissions: new Set(row.permissions),
      }
    },
  }),

  'signIn.me': query({
    needs: 'signed-in',
    input: nothing,
    run: ({ db, actor }): UserView => {
      const row = actor.kind === 'user' ? activeUser(db, actor.userId) : undefined
      if (!row) throw new SiteError('SessionExpired')
      return userView(db, row)
    },
  }),
}

function endFamily({ db, now, emit }: CommandContext, row: UserRow, familyId: string) {
  revokeFamily(db, familyId, now)
  emit('user.signed-out', { accountId: row.accountId, userId: row.id, familyId })
}

function issue(
  db: WriteHandle,
  row: UserRow,
  family: { familyId: string; door: 'desk' | 'lan'; device: string },
  now: number,
): SignIn {
  const { token, hash } = newToken()
  const expiresAt = now + lifetimeMs[family.door]
  insertToken(db, {
    hash,
    userId: row.id,
    familyId: family.familyId,
    door: family.door,
    device: family.device,
    createdAt: now,
    expiresAt,
  })
  return { user: userView(db, row), refreshToken: token, familyId: family.familyId, expiresAt }
}
