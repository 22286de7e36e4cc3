/** What users do about their own way in. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { hashToken } from '../secrets.ts'
import { action, command, nothing, query, trusted } from '../use-case.ts'
import { hashPassword, verifyPassword } from './password.ts'
import {
  activeUser,
  listSignIns,
  revokeFamily,
  revokeOtherFamilies,
  revokeUser,
  updateUser,
  userById,
} from './user.store.ts'
import type { SignInView } from './user.ts'
import { markCodeUsed, usableCode } from './user-code.store.ts'
import { password } from './user-rules.ts'

/** As typed: case, hyphens and spaces don't matter. */
const code = z
  .string()
  .max(60)
  .transform((text) => text.toUpperCase().replace(/[^A-Z0-9]/g, ''))

const redeem = command({
  needs: 'system',
  input: trusted<{ hash: string; passwordHash: string }>(),
  run: (context, { hash, passwordHash }): { email: string } => {
    const { db, now, emit } = context
    const known = usableCode(db, hash, now)
    const row = known && userById(db, known.userId)
    if (!row || row.deletedAt !== null) throw new SiteError('WrongCode')
    markCodeUsed(db, hash, now)
    revokeUser(db, row.id, now)
    updateUser(db, row.id, { passwordHash, passwordAt: now, failedLogins: 0, lockedUntil: null })
    writeAudit(context, { accountId: row.accountId, action: 'signIn.redeemCode', subject: `user ${row.email}` })
    emit('user.signed-out', { accountId: row.accountId, userId: row.id })
    return { email: row.email }
  },
})

const replace = command({
  needs: 'system',
  input: trusted<{ userId: string; passwordHash: string; familyId: string | null }>(),
  run: (context, { userId, passwordHash, familyId }) => {
    const { db, now } = context
    const row = updateUser(db, userId, { passwordHash, passwordAt: now })
    revokeOtherFamilies(db, userId, familyId, now)
    writeAudit(context, { accountId: row.accountId, action: 'users.changePassword', subject: `user ${row.email}` })
  },
})

export const ownAccountUseCases = {
  /** Sets the password with a one-time code. All sign-ins end. @throws SiteError WrongCode */
  'signIn.redeemCode': action({
    needs: 'anyone',
    input: z.object({ code, password }).strict(),
    run: async ({ read, clock, execute, actor }, input): Promise<{ email: string }> => {
      const hash = hashToken(input.code)
      // before the costly hash: guessing must not keep the cores busy
      if (!usableCode(read, hash, clock.now())) throw new SiteError('WrongCode')
      const passwordHash = await hashPassword(input.password)
      return execute(redeem, { hash, passwordHash }, { kind: 'system', door: actor.door })
    },
  }),

  /** Other sign-ins end; the one of `familyId` goes on. @throws SiteError WrongCredentials */
  'users.changePassword': action({
    needs: 'signed-in',
    input: z.object({ current: z.string().min(1).max(200), password, familyId: z.uuid().nullish() }).strict(),
    run: async ({ read, execute, actor }, input): Promise<void> => {
      const row = actor.kind === 'user' ? activeUser(read, actor.userId) : undefined
      if (!row) throw new SiteError('SessionExpired')
      if (!(await verifyPassword(row.passwordHash, input.current)))
        throw new SiteError('WrongCredentials', { fields: { current: 'This is not your password.' } })
      const passwordHash = await hashPassword(input.password)
      const order = { userId: row.id, passwordHash, familyId: input.familyId ?? null }
      await execute(replace, order, { kind: 'system', door: actor.door })
    },
  }),

  /** One's own sign-ins that are alive, by device, latest first. */
  'signIn.list': query({
    needs: 'signed-in',
    input: nothing,
    run: ({ db, actor, now }): SignInView[] => (actor.kind === 'user' ? listSignIns(db, actor.userId, now) : []),
  }),

  /** Ends one of one's own sign-ins, for example of a lost phone. @throws SiteError NotFound */
  'signIn.revoke': command({
    needs: 'signed-in',
    input: z.object({ familyId: z.uuid() }).strict(),
    run: ({ db, actor, now, emit }, { familyId }) => {
      if (actor.kind !== 'user') throw new SiteError('NotSignedIn')
      if (!listSignIns(db, actor.userId, now).some((one) => one.familyId === familyId)) throw new SiteError('NotFound')
      revokeFamily(db, familyId, now)
      emit('user.signed-out', { accountId: actor.accountId, userId: actor.userId, familyId })
    },
  }),
}
