import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  covers,
  downChannels,
  matches,
  mayPublish,
  mayRetain,
  maySubscribe,
  parseTopic,
  printTopic,
  siteFilters,
  type Topic,
  upChannels,
} from '../../sync/protocol/topics.ts'

const siteId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,35}$/)
const topic: fc.Arbitrary<Topic> = fc.oneof(
  fc.record({ kind: fc.constant('up' as const), site: siteId, channel: fc.constantFrom(...upChannels) }),
  fc.record({ kind: fc.constant('down' as const), site: siteId, channel: fc.constantFrom(...downChannels) }),
  fc.record({ kind: fc.constant('siteState' as const), site: siteId }),
  fc.constant({ kind: 'hubState' as const }),
  fc.record({ kind: fc.constant('head' as const), bucket: fc.uuid() }),
  fc.record({
    kind: fc.constant('enrol' as const),
    codeHash: fc.stringMatching(/^[a-z0-9]{16,64}$/),
    channel: fc.constantFrom('req' as const, 'res' as const),
  }),
)

describe('topics', () => {
  test.prop([topic])('what is printed is read back', (value) => {
    expect(parseTopic(printTopic(value))).toEqual(value)
  })

  test.prop([fc.string()])('text that is no topic is none, and never throws', (text) => {
    const parsed = parseTopic(text)
    if (parsed) expect(printTopic(parsed)).toBe(text)
  })

  it.each([
    'evs/2/s/a/up/tx',
    'evs/1/s/a/up/tx/more',
    'evs/1/s/A/up/tx',
    'evs/1/s//up/tx',
    'evs/1/s/a/up/snap',
    'evs/1/s/+/up/tx',
    'evs/1/hub/state/x',
    'evs/1/s/a/state/x',
  ])('%s is not a topic of this version', (text) => {
    expect(parseTopic(text)).toBeUndefined()
  })
})

describe('what a site may publish', () => {
  test.prop([siteId, topic])('is what goes up from itself, and its state', (site, value) => {
    const own = (value.kind === 'up' || value.kind === 'siteState') && value.site === site
    expect(mayPublish(site, printTopic(value))).toBe(own)
  })

  it('is never a wildcard, nor a topic that only begins like its own', () => {
    expect(mayPublish('a', 'evs/1/s/a/up/#')).toBe(false)
    expect(mayPublish('a', 'evs/1/s/ab/up/tx')).toBe(false)
    expect(mayPublish('a', 'evs/1/s/a/upx/tx')).toBe(false)
    expect(mayPublish('+', 'evs/1/s/+/up/tx')).toBe(false)
  })

  it('is kept by the broker only where it is a state', () => {
    expect(mayRetain('evs/1/s/a/state')).toBe(true)
    expect(mayRetain('evs/1/s/a/up/tx')).toBe(false)
    expect(mayRetain('anything')).toBe(false)
  })
})

describe('what a site may read', () => {
  it.each([
    'evs/1/s/a/dn/#',
    'evs/1/s/a/dn/ack',
    'evs/1/s/a/dn/+',
    'evs/1/hub/state',
    'evs/1/b/+/head',
    'evs/1/b/x/head',
  ])('includes %s', (filter) => expect(maySubscribe('a', filter)).toBe(true))

  it.each([
    '#',
    '+/#',
    'evs/#',
    'evs/1/s/+/dn/#',
    'evs/1/s/b/dn/ack',
    'evs/1/s/a/#',
    'evs/1/s/a/up/tx',
    'evs/1/b/#',
    '$SYS/#',
  ])('does not include %s', (filter) => expect(maySubscribe('a', filter)).toBe(false))

  const level = fc.constantFrom('evs', '1', 's', 'b', 'a', 'dn', 'up', 'ack', 'state', 'hub', 'head', 'x')
  const filterLevel = fc.oneof(level, fc.constant('+'))
  const filter = fc
    .tuple(fc.array(filterLevel, { minLength: 1, maxLength: 6 }), fc.boolean())
    .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))
  const plain = fc.array(level, { minLength: 1, maxLength: 7 }).map((levels) => levels.join('/'))

  test.prop([filter, plain], { numRuns: 2000 })(
    'never lets a filter reach a topic outside of what is allowed',
    (wanted, text) => {
      if (maySubscribe('a', wanted) && matches(wanted, text)) {
        expect(siteFilters('a').some((allowed) => matches(allowed, text))).toBe(true)
      }
    },
  )

  test.prop([filter])('a filter covers itself', (wanted) => {
    expect(covers(wanted, wanted)).toBe(true)
  })
})
