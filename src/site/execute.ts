import type { z } from 'zod'
import { SiteError } from './errors.ts'
import { type Actor, isAllowed } from './permissions.ts'
import type { AnyUseCase } from './use-case.ts'

/** @throws SiteError NotSignedIn, Forbidden */
export function authorize(actor: Actor, useCase: AnyUseCase, name: string) {
  if (isAllowed(actor, useCase.needs)) return
  if (actor.kind === 'nobody') throw new SiteError('NotSignedIn')
  throw new SiteError('Forbidden', { useCase: name, needs: useCase.needs })
}

/** @throws SiteError InvalidInput with `fields`: path → what is wrong */
export function parse(useCase: AnyUseCase, input: unknown): unknown {
  const result = (useCase.input as z.ZodType).safeParse(input)
  if (result.success) return result.data
  const fields: Record<string, string> = {}
  for (const issue of result.error.issues) fields[issue.path.join('.') || 'input'] ??= issue.message
  throw new SiteError('InvalidInput', { fields })
}
