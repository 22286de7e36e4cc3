import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { permissionPresets } from '../permissions.ts'
import { action, command, nothing, query } from '../use-case.ts'
import { hashPassword } from '../users/password.ts'
import { insertUser, userView } from '../users/user.store.ts'
import type { UserView } from '../users/user.ts'
import { email, password } from '../users/user-rules.ts'
import { findSite, insertAccount, insertSite, listAccounts, siteView, updateSite } from './site.store.ts'
import type { SiteView } from './site-view.ts'

const siteFields = {
  name: z.string().trim().min(1, 'Give the site a name.').max(100),
  timeZone: z.string().refine(isTimeZone, 'Choose a time zone, like Europe/Berlin.'),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'Choose a currency, like EUR.'),
  pricePerKWhMicros: z
    .number()
    .int()
    .min(0, 'A price is not negative.')
    .max(1_000_000_000, 'That is more than 1000 per kWh.'),
}

const setUpInput = z
  .object({
    siteName: siteFields.name,
    accountName: z.string().trim().min(1, 'Name the account, for example your company.').max(100),
    timeZone: siteFields.timeZone,
    currency: siteFields.currency,
    pricePerKWhMicros: siteFields.pricePerKWhMicros,
    email,
    password,
    fullName: z.string().trim().max(100).default(''),
    language: z.enum(['en', 'de']).nullish(),
  })
  .strict()

const setUp = command({
  needs: 'anyone',
  input: setUpInput.omit({ password: true }).extend({ passwordHash: z.string() }).strict(),
  run: (context, input): { site: SiteView; user: UserView } => {
    const { db, now } = context
    if (findSite(db)) throw new SiteError('AlreadySetUp')
    const accountId = randomUUID()
    insertSite(db, {
      id: randomUUID(),
      name: input.siteName,
      timeZone: input.timeZone,
      currency: input.currency,
      pricePerKWhMicros: input.pricePerKWhMicros,
      setUpAt: now,
    })
    insertAccount(db, { id: accountId, name: input.accountName, createdAt: now })
    const user = userView(
      db,
      insertUser(db, {
        id: randomUUID(),
        accountId,
        email: input.email,
        fullName: input.fullName,
        language: input.language ?? null,
        passwordHash: input.passwordHash,
        passwordAt: now,
        permissions: permissionPresets.administrator,
        createdAt: now,
      }),
    )
    const site = siteView(db)
    writeAudit(context, { accountId, action: 'setup.complete', subject: `site ${site.name}`, after: { site, user } })
    context.emit('site.changed', site)
    return { site, user }
  },
})

export const setupUseCases = {
  'setup.status': query({
    needs: 'anyone',
    input: nothing,
    run: ({ db }): { setUp: boolean; siteName: string | null } => {
      const site = findSite(db)
      return { setUp: site !== undefined, siteName: site?.name ?? null }
    },
  }),

  /** The first run: site, first account and its administrator. Possible once. @throws SiteError AlreadySetUp */
  'setup.complete': action({
    needs: 'anyone',
    input: setUpInput,
    run: async ({ read, execute }, { password: secret, ...rest }) => {
      if (findSite(read)) throw new SiteError('AlreadySetUp')
      return execute(setUp, { ...rest, passwordHash: await hashPassword(secret) })
    },
  }),

  'site.get': query({ needs: 'signed-in', input: nothing, run: ({ db }): SiteView => siteView(db) }),

  'site.update': command({
    needs: 'ManageSettings',
    input: z.object(siteFields).partial().strict(),
    run: (context, input): SiteView => {
      const before = siteView(context.db)
      const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      if (Object.keys(changes).length > 0) updateSite(context.db, before.id, changes)
      const after = siteView(context.db)
      writeAudit(context, { accountId: null, action: 'site.update', subject: `site ${after.name}`, before, after })
      context.emit('site.changed', after)
      return after
    },
  }),

  'accounts.list': query({
    needs: 'system',
    input: nothing,
    run: ({ db }) => listAccounts(db),
  }),
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
