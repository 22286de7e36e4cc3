import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonRoute } from '../../mobile-api/route.ts'
import { routes } from '../../mobile-api/routes.ts'
import { type Lan, openLan } from './lan.ts'

/** What a phone might send where a value is expected: the nearly right more often than the absurd. */
const text = fc.oneof(
  fc.constantFrom(
    'BOX-1',
    'CARD',
    '1',
    '0',
    '-1',
    '999999999999',
    '1e3',
    '2040-03-01T12:00:00Z',
    'running',
    '',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }))

describe('whatever it is sent', () => {
  let lan: Lan
  let token: string
  beforeAll(async () => {
    lan = await openLan({ limits: { general: 1e9, login: 1e9, refresh: 1e9 } })
    await lan.station()
    token = (await lan.login()).accessToken
    await lan.ask('POST', '/v1/tags', { token, body: { id: 'CARD' } })
  })
  afterAll(() => lan.close())

  const fuzzed = routes.filter((route): route is JsonRoute => route.kind === 'json')
  it.each(fuzzed.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s answers as it declares, and never fails',
    async (_name, route) => {
      const names = (shape: object | undefined) => fc.constantFrom(...Object.keys(shape ?? {}), 'other')
      const asked = fc.record({
        id: text,
        query: fc.dictionary(names(route.query?.shape), text, { maxKeys: 3 }),
        body: fc.oneof(fc.dictionary(names(route.body?.shape), value, { maxKeys: 4 }), value),
      })
      await fc.assert(
        fc.asyncProperty(asked, async ({ id, query, body }) => {
          // a lone surrogate can't be written into an address, and two dots never reach the server
          const part = encodeURIComponent(id.toWellFormed()).replaceAll('.', '%2E')
          const path = route.path.replace('{id}', /^(%2E)*$/i.test(part) ? '1' : part)
          const search = new URLSearchParams(query).toString()
          const answer = await lan.ask(route.method.toUpperCase(), `${path}${search && `?${search}`}`, {
            token,
            ...((route.method === 'post' || route.method === 'put') && { body }),
          })
          expect(answer.status).not.toBe(500)
        }),
        { numRuns: 40 },
      )
    },
  )
})
