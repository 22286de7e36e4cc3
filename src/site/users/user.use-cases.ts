import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { accountOf } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { permissionPresets, permissions } from '../permissions.ts'
import { action, command, nothing, query } from '../use-case.ts'
import { hashPassword } from './password.ts'
import { insertUser, listUsers, updateUser, userRow, userView } from './user.store.ts'
import type { UserView } from './user.ts'
import { assertMayManage, email, password } from './user-rules.ts'

const newUser = z
  .object({
    email,
    password,
    fullName: z.string().trim().max(100).default(''),
    permissions: z.array(z.enum(permissions)).optional(),
    preset: z.enum(['administrator', 'manager', 'operator', 'driver', 'accountant']).default('driver'),
    language: z.enum(['en', 'de']).nullish(),
    accountId: z.uuid().optional(),
  })
  .strict()

const insert = command({
  needs: 'ManageUsers',
  input: newUser.omit({ password: true }).extend({ passwordHash: z.string() }).strict(),
  run: (context, input): UserView => {
    const { db, actor, now } = context
    const accountId = accountOf(actor) ?? input.accountId
    if (!accountId) throw new SiteError('InvalidInput', { fields: { accountId: 'Say which account the user is of.' } })
    const granted = input.permissions ?? permissionPresets[input.preset]
    assertMayManage(actor, [], granted)
    const row = insertUser(db, {
      id: randomUUID(),
      accountId,
      email: input.email,
      fullName: input.fullName,
      passwordHash: input.passwordHash,
      passwordAt: now,
      permissions: granted,
      language: input.language ?? null,
      createdAt: now,
    })
    const view = userView(db, row)
    writeAudit(context, { accountId, action: 'users.create', subject: `user ${row.email}`, after: view })
    context.emit('user.changed', view)
    return view
  },
})

export const userUseCases = {
  'users.list': query({
    needs: 'ReadUsers',
    input: nothing,
    run: ({ db, actor }): UserView[] => listUsers(db, actor),
  }),

  'users.create': action({
    needs: 'ManageUsers',
    input: newUser,
    run: async ({ execute }, { password: secret, ...rest }): Promise<UserView> =>
      execute(insert, { ...rest, passwordHash: await hashPassword(secret) }),
  }),

  /** What a user may change of itself. */
  'users.updateMe': command({
    needs: 'signed-in',
    input: z
      .object({
        fullName: z.string().trim().max(100).optional(),
        language: z.enum(['en', 'de']).nullish(),
        darkMode: z.boolean().nullish(),
        timeZone: z.string().max(64).nullish(),
      })
      .strict(),
    run: ({ db, actor, emit }, input): UserView => {
      if (actor.kind !== 'user') throw new SiteError('NotSignedIn')
      const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      const row =
        Object.keys(changes).length > 0 ? updateUser(db, actor.userId, changes) : userRow(db, actor, actor.userId)
      const view = userView(db, row)
      emit('user.changed', view)
      return view
    },
  }),
}
