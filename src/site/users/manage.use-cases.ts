/** What those who manage users do with them. */
import { randomInt, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { accountOf } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { permissionPresets, permissions } from '../permissions.ts'
import { hashToken } from '../secrets.ts'
import { setStationsOfUser } from '../stations/station.store.ts'
import { setTagsOfUser } from '../tags/tag.store.ts'
import { type CommandContext, command, query } from '../use-case.ts'
import {
  insertUser,
  otherAdministrators,
  revokeUser,
  type UserRow,
  updateUser,
  userRow,
  userView,
} from './user.store.ts'
import type { UserView } from './user.ts'
import { putUserCode } from './user-code.store.ts'
import { assertMayManage, email } from './user-rules.ts'

const dayMs = 24 * 60 * 60 * 1000
const lifetimeMs = { invitation: 7 * dayMs, reset: dayMs }
const permissionList = z.array(z.enum(permissions)).max(permissions.length)
const preset = z.enum(['administrator', 'manager', 'operator', 'driver', 'accountant'])
const fields = {
  fullName: z.string().trim().max(100).optional(),
  language: z.enum(['en', 'de']).nullish(),
  timeZone: z.string().max(64).nullish(),
  permissions: permissionList.optional(),
  tagIds: z.array(z.uuid()).max(1000).optional(),
  /** OCPP identities. */
  stationIds: z.array(z.string().max(48)).max(1000).optional(),
}

/** A code that a person types: shown once, stored as a hash. */
export interface OneTimeCode {
  user: UserView
  code: string
  expiresAt: number
}

export const userManagementUseCases = {
  'users.get': query({
    needs: 'ReadUsers',
    input: z.object({ id: z.uuid() }).strict(),
    run: ({ db, actor }, { id }): UserView => userView(db, userRow(db, actor, id)),
  }),

  /**
   * Rights, name, tags, stations, or out altogether (`enabled: false` ends all sign-ins at once).
   * @throws SiteError Forbidden for somebody with rights that the caller has not, LastAdministrator
   */
  'users.update': command({
    needs: 'ManageUsers',
    input: z.object({ ...fields, id: z.uuid(), enabled: z.boolean().optional() }).strict(),
    run: (context, { id, tagIds, stationIds, ...input }): UserView => {
      const { db, actor } = context
      const row = userRow(db, actor, id)
      const before = userView(db, row)
      assertMayManage(actor, row.permissions, input.permissions ?? [])
      const losesRights = input.permissions !== undefined && !input.permissions.includes('ManageUsers')
      if (losesRights || input.enabled === false) assertNotLast(context, row)
      const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      const after = Object.keys(changes).length > 0 ? updateUser(db, id, changes) : row
      if (tagIds) setTagsOfUser(db, row.accountId, id, tagIds)
      if (stationIds) assignStations(context, row, stationIds)
      if (input.enabled === false) signOut(context, row)
      return told(context, 'users.update', after, before)
    },
  }),

  /** The user is gone; sessions keep the name. @throws SiteError Forbidden, LastAdministrator */
  'users.remove': command({
    needs: 'ManageUsers',
    input: z.object({ id: z.uuid() }).strict(),
    run: (context, { id }): UserView => {
      const { db, actor, now } = context
      const row = userRow(db, actor, id)
      const before = userView(db, row)
      assertMayManage(actor, row.permissions, [])
      assertNotLast(context, row)
      setTagsOfUser(db, row.accountId, id, [])
      assignStations(context, row, [])
      signOut(context, row)
      // the e-mail is free for a new user
      const after = updateUser(db, id, { deletedAt: now, enabled: false, email: `${row.email} (removed ${row.id})` })
      return told(context, 'users.remove', after, before)
    },
  }),

  /** A new user, who sets the password with the code that is shown once. @throws SiteError AlreadyExists, Forbidden */
  'users.invite': command({
    needs: 'ManageUsers',
    input: z.object({ ...fields, email, preset: preset.default('driver'), accountId: z.uuid().optional() }).strict(),
    run: (context, { tagIds, stationIds, preset: chosen, ...input }): OneTimeCode => {
      const { db, actor, now } = context
      const accountId = accountOf(actor) ?? input.accountId
      if (!accountId)
        throw new SiteError('InvalidInput', { fields: { accountId: 'Say which account the user is of.' } })
      const granted = input.permissions ?? permissionPresets[chosen]
      assertMayManage(actor, [], granted)
      const row = insertUser(db, {
        id: randomUUID(),
        accountId,
        email: input.email,
        fullName: input.fullName ?? '',
        language: input.language ?? null,
        timeZone: input.timeZone ?? null,
        permissions: granted,
        createdAt: now,
      })
      if (tagIds) setTagsOfUser(db, accountId, row.id, tagIds)
      if (stationIds) assignStations(context, row, stationIds)
      told(context, 'users.invite', row)
      return newCode(context, row, 'invitation')
    },
  }),

  /** For a forgotten password: a code that is shown once. The old password goes on until the code is used. */
  'users.resetPassword': command({
    needs: 'ManageUsers',
    input: z.object({ id: z.uuid() }).strict(),
    run: (context, { id }): OneTimeCode => {
      const row = userRow(context.db, context.actor, id)
      assertMayManage(context.actor, row.permissions, [])
      told(context, 'users.resetPassword', row)
      return newCode(context, row, row.passwordHash === null ? 'invitation' : 'reset')
    },
  }),
}

function assertNotLast({ db }: CommandContext, row: UserRow) {
  if (!row.permissions.includes('ManageUsers') || !row.enabled) return
  if (otherAdministrators(db, row) === 0) throw new SiteError('LastAdministrator')
}

function signOut({ db, now, emit }: CommandContext, row: UserRow) {
  revokeUser(db, row.id, now)
  emit('user.signed-out', { accountId: row.accountId, userId: row.id })
}

function assignStations({ db, emit }: CommandContext, { id, accountId }: UserRow, stationIds: string[]) {
  for (const changed of setStationsOfUser(db, accountId, id, stationIds))
    emit('station.assigned', { accountId, ...changed })
}

/** Without letters and digits that look alike. */
const codeLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

function newCode(context: CommandContext, row: UserRow, purpose: 'invitation' | 'reset'): OneTimeCode {
  const { db, now } = context
  // 16 of 31 letters: 79 bits
  const letters = Array.from({ length: 16 }, () => codeLetters[randomInt(codeLetters.length)]).join('')
  const expiresAt = now + lifetimeMs[purpose]
  putUserCode(db, { hash: hashToken(letters), userId: row.id, purpose, createdAt: now, expiresAt })
  return { user: userView(db, row), code: letters.replace(/(.{4})(?=.)/g, '$1-'), expiresAt }
}

function told(context: CommandContext, action: string, row: UserRow, before?: UserView): UserView {
  const view = userView(context.db, row)
  writeAudit(context, { accountId: row.accountId, action, subject: `user ${row.email}`, before, after: view })
  context.emit('user.changed', view)
  return view
}
