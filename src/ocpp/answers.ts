/** What stations answer to our requests, in the domain's terms; shared by the versions. */
import { SiteError } from '../site/errors.ts'
import { isSecretSetting } from '../site/stations/control.use-cases.ts'

/** A text of an answer that may not have its schema's shape. */
export function textIn(answer: unknown, field: string): string {
  const value = (answer as Record<string, unknown> | null)?.[field]
  return typeof value === 'string' ? value : ''
}

/**
 * `status` of an answer, when it is one of `good`.
 * @throws SiteError NotSupported, StationRejected (details.answer)
 */
export function expectStatus<const S extends string>(request: string, answer: unknown, good: readonly S[]): S {
  const status = textIn(answer, 'status')
  const found = good.find((each) => each === status)
  if (found !== undefined) return found
  const reason = reasonIn(answer)
  const details = { request, answer: status || 'no status', ...(reason === undefined ? {} : { reason }) }
  if (status === 'NotSupported' || status === 'NotImplemented') throw new SiteError('NotSupported', details)
  throw new SiteError('StationRejected', details)
}

/** 2.0.1 may say why: statusInfo. */
function reasonIn(answer: unknown): string | undefined {
  const info = (answer as { statusInfo?: unknown } | null)?.statusInfo
  const told = [textIn(info, 'reasonCode'), textIn(info, 'additionalInfo')].filter((each) => each !== '')
  return told.length > 0 ? told.join(': ').slice(0, 255) : undefined
}

/** In pieces of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size))
}

/** @throws SiteError TagNotAccepted when the station's version has no room for such a tag */
export function checkTagLength(idTag: string, most: number, protocol: string) {
  if (idTag.length > most)
    throw new SiteError('TagNotAccepted', {
      reason: `The station speaks ${protocol}, which has room for tags of ${most} characters; this one has ${idTag.length}.`,
    })
}

/** The value of a setting as a text. Passwords are not handed on, should a station tell them. */
export function shownValue(key: string, value: unknown): string | null {
  if (value === undefined || value === null || isSecretSetting(key)) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
