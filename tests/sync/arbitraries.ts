import { fc } from '@fast-check/vitest'
import type { Json, JsonObject } from '../../sync/protocol/canonical.ts'
import { printHlc } from '../../sync/protocol/hlc.ts'
import type { Row } from '../../sync/protocol/row.ts'

/** Values as they come out of JSON: no -0, no lone surrogates are made up by JSON itself. */
export const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)

export const jsonObject = fc
  .dictionary(fc.string({ maxLength: 10 }), json, { maxKeys: 5 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject)

export const hlc = fc
  .record({ ms: fc.nat(2 ** 31), counter: fc.nat(0xffff), node: fc.constantFrom('a', 'b', 'hub') })
  .map(printHlc)

const known = new Set(['q', 'e', 'k', 'o', 'h', 'b', 'f', 'x'])

export const extras = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 8 }), json, { minKeys: 1, maxKeys: 3 })
  .map((value) => {
    const kept = Object.entries(value).filter(([key]) => !known.has(key) && key !== '__proto__')
    return JSON.parse(JSON.stringify(Object.fromEntries(kept))) as JsonObject
  })
  .filter((value) => Object.keys(value).length > 0)

export const rowContent = fc.record({
  e: fc.constantFrom('tx', 'tag'),
  k: fc.string({ minLength: 1, maxLength: 30 }),
  o: fc.constantFrom<'put' | 'delete'>('put', 'delete'),
  h: hlc,
  b: fc.nat(1000),
  f: jsonObject,
})

export const rows = (max = 20): fc.Arbitrary<Row[]> =>
  fc
    .array(rowContent, { minLength: 1, maxLength: max })
    .map((contents) => contents.map((row, i) => ({ q: i + 1, ...row })))
