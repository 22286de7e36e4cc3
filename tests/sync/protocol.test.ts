import { gzipSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { tagIdOf as siteTagIdOf } from '../../src/site/tags/tag.ts'
import { canonicalJson, type JsonObject } from '../../sync/protocol/canonical.ts'
import { chainAfter, chainOver, chainSeed } from '../../sync/protocol/chain.ts'
import { decodeMessage, encodeMessage, gzipAbove, maxMessageBytes } from '../../sync/protocol/codec.ts'
import {
  countThatFits,
  decodeDownBatch,
  decodeUpBatch,
  encodeBatch,
  maxBatchRows,
  type UpBatch,
} from '../../sync/protocol/envelope.ts'
import { clampHlc, compareHlc, maxAheadMs, observe, parseHlc, printHlc, tick } from '../../sync/protocol/hlc.ts'
import { mergeBlock } from '../../sync/protocol/merge.ts'
import { commonVersion, encode, parseAck, parseHello } from '../../sync/protocol/messages.ts'
import { isBad, parseRow, type Row } from '../../sync/protocol/row.ts'
import { tagIdOf } from '../../sync/protocol/tag-id.ts'
import { extras, hlc, json, jsonObject, rowContent, rows } from './arbitraries.ts'

const seed = chainSeed('a', 'tx', 1)

function batchOf(list: Row[]): UpBatch {
  const first = list[0]?.q ?? 1
  return { v: 1, sv: 1, site: 'a', lane: 'tx', epoch: 1, first, last: first + list.length - 1, prev: seed, rows: list }
}

describe('canonical JSON', () => {
  test.prop([json])('says the same value', (value) => {
    expect(JSON.parse(canonicalJson(value))).toEqual(value)
  })

  test.prop([jsonObject])('does not depend on the order of members', (value) => {
    const reversed = Object.fromEntries(Object.entries(value).reverse()) as JsonObject
    expect(canonicalJson(reversed)).toBe(canonicalJson(value))
  })

  it('spells as RFC 8785 does', () => {
    expect(canonicalJson({ b: [1, 1e21, 0.1, null], a: { z: '€\n', Z: true } })).toBe(
      '{"a":{"Z":true,"z":"€\\n"},"b":[1,1e+21,0.1,null]}',
    )
  })
})

describe('a batch', () => {
  test.prop([rows()])('is read as it was written, whatever is in its rows', (list) => {
    expect(decodeUpBatch(encodeBatch(batchOf(list)))).toEqual(batchOf(list))
  })

  test.prop([rowContent, extras])(
    'keeps members that this version does not know, also through an older peer',
    (content, x) => {
      // a newer peer writes them beside the known members, this one keeps them in x
      const wire = encodeMessage({ ...batchOf([]), last: 1, rows: [{ q: 1, ...content, ...x }] })
      const once = decodeUpBatch(wire)
      expect(once.rows).toEqual([{ q: 1, ...content, x }])
      const again = decodeUpBatch(encodeBatch(once))
      expect(again.rows).toEqual(once.rows)
      // and neither spelling changes the history
      const [row] = again.rows
      const newer = { q: 1, ...content, ...x } as unknown as Row
      expect(row && chainAfter(seed, row)).toBe(chainAfter(seed, newer))
    },
  )

  it('above 1 KB travels gzipped, below as it is', () => {
    const small = encodeMessage({ text: 'x'.repeat(gzipAbove - 20) })
    const big = encodeMessage({ text: 'x'.repeat(gzipAbove) })
    expect(small[0]).toBe('{'.charCodeAt(0))
    expect(big.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
    expect(decodeMessage(big)).toEqual({ text: 'x'.repeat(gzipAbove) })
  })

  it('that would unpack to more than is allowed is refused without being unpacked', () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20))
    expect(() => decodeMessage(bomb)).toThrow(/unpacks to more/)
  })

  it('with too many bytes or rows is not written or not read', () => {
    expect(() => encodeMessage({ text: 'x'.repeat(maxMessageBytes) })).toThrow(/bytes/)
    const many = Array.from({ length: maxBatchRows + 1 }, (_, i) => ({
      q: i + 1,
      e: 'tx',
      k: 'k',
      o: 'put',
      h: tick(undefined, 1, 'a'),
      b: 0,
      f: {},
    }))
    expect(() => decodeUpBatch(encodeMessage({ ...batchOf([]), last: many.length, rows: many }))).toThrow(/rows/)
  })

  it.each([
    ['not JSON', Buffer.from('{')],
    ['not an object', Buffer.from('[]')],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
    ['empty', Buffer.alloc(0)],
    ['a row too few', encodeMessage({ ...batchOf([]), last: 1 })],
    ['no lane', encodeMessage({ ...batchOf([]), lane: 'other' })],
    ['an unknown version', encodeMessage({ ...batchOf([]), v: 99 })],
  ])('that can not be read (%s) is refused as a whole', (_, payload) => {
    expect(() => decodeUpBatch(payload)).toThrow(expect.objectContaining({ name: 'SyncError' }))
  })

  test.prop([fc.uint8Array({ maxLength: 300 })])(
    'of any bytes throws a SyncError or is read, nothing else',
    (bytes) => {
      try {
        decodeUpBatch(Buffer.from(bytes))
      } catch (error) {
        expect(error).toMatchObject({ name: 'SyncError' })
      }
    },
  )

  it('with one bad row is read, and only that row is bad', () => {
    const good = { q: 1, e: 'tx', k: 'k', o: 'put', h: tick(undefined, 1, 'a'), b: 0, f: {} }
    const batch = decodeUpBatch(
      encodeMessage({ ...batchOf([]), last: 3, rows: [good, { q: 2, e: 5 }, { ...good, q: 3 }] }),
    )
    expect(batch.rows.map(isBad)).toEqual([false, true, false])
    expect(batch.rows[1]).toMatchObject({ q: 2, raw: { q: 2, e: 5 } })
  })

  it('whose rows are out of their places has bad rows there', () => {
    expect(parseRow({ q: 7, e: 'tx', k: 'k', o: 'put', h: tick(undefined, 1, 'a'), b: 0, f: {} }, 6)).toMatchObject({
      q: 6,
      bad: expect.stringContaining('7'),
    })
  })

  test.prop([fc.array(fc.nat(60_000), { maxLength: 12 })])(
    'takes as many rows as fit, and then really fits',
    (sizes) => {
      const list = sizes.map(
        (size, i): Row => ({
          q: i + 1,
          e: 'tx',
          k: 'k',
          o: 'put',
          h: tick(undefined, 1, 'a'),
          b: 0,
          f: { text: 'é'.repeat(size) },
        }),
      )
      const fitting = list.slice(0, countThatFits(list))
      if (fitting.length > 0) expect(() => encodeBatch(batchOf(fitting))).not.toThrow()
      const next = list[fitting.length]
      if (next) expect(Buffer.byteLength(JSON.stringify([...fitting, next]))).toBeGreaterThan(maxMessageBytes - 2048)
    },
  )

  it('of the way down may leave versions out, but not go back', () => {
    const row = (q: number) => ({ q, e: 'tag', k: 'k', o: 'put', h: tick(undefined, 1, 'a'), b: 0, f: {} })
    const batch = { v: 1, sv: 1, bucket: 'b', first: 4, last: 9, head: 12 }
    expect(decodeDownBatch(encodeMessage({ ...batch, rows: [row(5), row(8)] })).rows).toHaveLength(2)
    expect(() => decodeDownBatch(encodeMessage({ ...batch, rows: [row(8), row(5)] }))).toThrow(/out of place/)
    expect(() => decodeDownBatch(encodeMessage({ ...batch, rows: [row(3)] }))).toThrow(/out of place/)
    expect(() => decodeDownBatch(encodeMessage({ ...batch, rows: [row(10)] }))).toThrow(/out of place/)
  })
})

describe('the chain', () => {
  test.prop([rows(), fc.nat()])('comes to the same in one go and in two', (list, at) => {
    const cut = at % (list.length + 1)
    expect(chainOver(chainOver(seed, list.slice(0, cut)), list.slice(cut))).toBe(chainOver(seed, list))
  })

  test.prop([rows(8), rows(8)])('differs for different histories', (a, b) => {
    fc.pre(canonicalJson(a as never) !== canonicalJson(b as never))
    expect(chainOver(seed, a)).not.toBe(chainOver(seed, b))
  })

  test.prop([rows()])('survives the wire', (list) => {
    expect(chainOver(seed, decodeUpBatch(encodeBatch(batchOf(list))).rows)).toBe(chainOver(seed, list))
  })

  it('begins differently for each site, lane and epoch', () => {
    const seeds = [chainSeed('a', 'tx', 1), chainSeed('b', 'tx', 1), chainSeed('a', 'acct', 1), chainSeed('a', 'tx', 2)]
    expect(new Set(seeds).size).toBe(4)
  })
})

describe('the hybrid logical clock', () => {
  const now = fc.nat(2 ** 40)

  test.prop([fc.array(now, { minLength: 2, maxLength: 30 })])(
    'never goes back, whatever the wall clock does',
    (nows) => {
      let last: string | undefined
      for (const at of nows) {
        const next = tick(last, at, 'a')
        if (last !== undefined) expect(compareHlc(next, last)).toBeGreaterThan(0)
        last = next
      }
    },
  )

  test.prop([hlc, hlc, now])('is after everything that its node has seen', (mark, seen, at) => {
    const next = tick(observe(mark, seen), at, 'a')
    expect(compareHlc(next, mark)).toBeGreaterThan(0)
    expect(compareHlc(next, seen)).toBeGreaterThan(0)
  })

  test.prop([hlc, now])('takes a stamp from the future as one minute ahead, and refuses none', (stamp, at) => {
    const taken = parseHlc(clampHlc(stamp, at))
    expect(taken?.ms).toBe(Math.min(parseHlc(stamp)?.ms ?? 0, at + maxAheadMs))
    expect(taken?.node).toBe(parseHlc(stamp)?.node)
  })

  test.prop([hlc, hlc])('sorts as text as it orders in time', (a, b) => {
    const [x, y] = [parseHlc(a), parseHlc(b)]
    const order =
      (x?.ms ?? 0) - (y?.ms ?? 0) || (x?.counter ?? 0) - (y?.counter ?? 0) || compareHlc(x?.node ?? '', y?.node ?? '')
    expect(Math.sign(compareHlc(a, b))).toBe(Math.sign(order))
  })

  it('goes on when the counter of a millisecond is used up', () => {
    const full = printHlc({ ms: 5, counter: 0xffff, node: 'a' })
    expect(tick(full, 5, 'a')).toBe(printHlc({ ms: 6, counter: 0, node: 'a' }))
  })
})

describe('a block that two ends change', () => {
  const change = fc.record({ blocked: fc.boolean(), base: fc.nat(5), hlc })
  const state = fc.record({ blocked: fc.boolean(), version: fc.nat(5), hlc })

  test.prop([state, change])('is never lifted by somebody who did not see it', (current, wanted) => {
    if (current.blocked && !wanted.blocked && wanted.base < current.version)
      expect(mergeBlock(current, wanted)).toBe('keep')
  })

  test.prop([state, change])('always holds when one end blocks', (current, wanted) => {
    const after = mergeBlock(current, wanted) === 'accept' ? wanted.blocked : current.blocked
    if (wanted.blocked) expect(after).toBe(true)
  })

  test.prop([state, change])('settles: the same change again is not news', (current, wanted) => {
    fc.pre(mergeBlock(current, wanted) === 'accept')
    expect(mergeBlock({ blocked: wanted.blocked, version: 9, hlc: wanted.hlc }, wanted)).toBe('keep')
  })
})

describe('messages', () => {
  const hello = {
    v: { min: 1, max: 3 },
    sv: 2,
    boot: 'boot',
    conn: 'conn',
    hello: 'hello',
    at: 1,
    name: 'Nord',
    software: 'chargeyard 9',
    lanes: [{ lane: 'tx' as const, epoch: 1, acked: 0, chain: seed, head: 0 }],
    buckets: [{ bucket: 'b', name: 'Account', version: 0 }],
  }

  it('of a newer peer are read; what is not known is ignored', () => {
    expect(parseHello(encodeMessage({ ...hello, mood: 'good' }))).toEqual(hello)
  })

  it('that say nothing of optional members get their defaults', () => {
    const ack = { v: 1, lane: 'tx', epoch: 1, applied: 4, chain: seed, hubTime: 9 }
    expect(parseAck(encodeMessage(ack))).toEqual({ ...ack, rej: [], retryMs: 0 })
  })

  it('with a wrong member are refused', () => {
    expect(() => parseHello(encode({ ...hello, at: -1 }))).toThrow(/^at: /)
  })

  it('agree on the highest version that both know, or on none', () => {
    expect(commonVersion({ min: 1, max: 3 }, { min: 2, max: 5 })).toBe(3)
    expect(commonVersion({ min: 4, max: 5 }, { min: 1, max: 3 })).toBeUndefined()
  })
})

describe('the id of a tag', () => {
  test.prop([fc.uuid(), fc.stringMatching(/^[\x21-\x7e]{1,36}$/)])(
    'is the same at the site and at the hub',
    (account, uid) => {
      expect(tagIdOf(account, uid)).toBe(siteTagIdOf(account, uid.toLowerCase()))
    },
  )
})
