import { z } from 'zod'
import { SiteError } from '../errors.ts'
import type { Actor, Permission } from '../permissions.ts'
import { passwordLength } from './user.ts'

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('Enter an e-mail address, like name@example.org.'))

export const password = z
  .string()
  .min(passwordLength.min, `A password has at least ${passwordLength.min} characters.`)
  .max(passwordLength.max, `A password has at most ${passwordLength.max} characters.`)

/**
 * Nobody grants what they don't have, and nobody changes somebody who has more.
 * @throws SiteError Forbidden
 */
export function assertMayManage(actor: Actor, has: readonly Permission[], granted: readonly Permission[]) {
  if (actor.kind !== 'user') return
  const missing = [...has, ...granted].filter((permission) => !actor.permissions.has(permission))
  if (missing.length > 0) throw new SiteError('Forbidden', { missing: [...new Set(missing)] })
}
