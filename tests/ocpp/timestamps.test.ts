import { describe, expect, it } from 'vitest'
import { parseTimestamp, printTimestamp } from '../../src/ocpp/timestamps.ts'

const instant = Date.UTC(2026, 2, 29, 0, 30, 15)

describe('a timestamp', () => {
  it.each([
    '2026-03-29T00:30:15Z',
    '2026-03-29T00:30:15.000Z',
    '2026-03-29T00:30:15.000000Z',
    '2026-03-29T00:30:15,000Z',
    '2026-03-29t00:30:15z',
    '2026-03-29 00:30:15Z',
    '2026-03-29 00:30:15 UTC',
    '2026-03-29T02:30:15+02:00',
    '2026-03-29T02:30:15+0200',
    '2026-03-29T02:30:15+02',
    '2026-03-28T19:30:15-05:00',
    '2026-03-29T06:15:15+05:45',
    ' 2026-03-29T00:30:15Z ',
    '2026-3-29T0:30:15Z',
  ])('is read as the instant it names: %s', (text) => {
    expect(parseTimestamp(text)).toBe(instant)
  })

  it.each(['2026-03-29T00:30:15', '2026-03-29 00:30:15', '2026-03-29T00:30:15.0'])(
    'without a zone is UTC: %s',
    (text) => {
      expect(parseTimestamp(text)).toBe(instant)
    },
  )

  it('keeps milliseconds, and no more', () => {
    expect(parseTimestamp('2026-03-29T00:30:15.123Z')).toBe(instant + 123)
    expect(parseTimestamp('2026-03-29T00:30:15.1239999Z')).toBe(instant + 123)
    expect(parseTimestamp('2026-03-29T00:30:15.5Z')).toBe(instant + 500)
  })

  it('may be without seconds, or a date alone', () => {
    expect(parseTimestamp('2026-03-29T00:30Z')).toBe(instant - 15_000)
    expect(parseTimestamp('2026-03-29')).toBe(Date.UTC(2026, 2, 29))
  })

  it('may be an epoch, in seconds or milliseconds', () => {
    expect(parseTimestamp(instant)).toBe(instant)
    expect(parseTimestamp(instant / 1000)).toBe(instant)
    expect(parseTimestamp(String(instant / 1000))).toBe(instant)
  })

  it('of a clock that was never set, or is far ahead, is read all the same', () => {
    expect(parseTimestamp('1970-01-01T00:00:00Z')).toBe(0)
    expect(parseTimestamp('2099-12-31T23:59:59Z')).toBe(Date.UTC(2099, 11, 31, 23, 59, 59))
    expect(parseTimestamp('0001-01-01T00:00:00Z')).toBe(Date.parse('0001-01-01T00:00:00Z'))
  })

  it('knows the length of months, leap days and leap seconds', () => {
    expect(parseTimestamp('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29))
    expect(parseTimestamp('2026-02-29T00:00:00Z')).toBeNull()
    expect(parseTimestamp('2100-02-29T00:00:00Z')).toBeNull()
    expect(parseTimestamp('2000-02-29T00:00:00Z')).toBe(Date.UTC(2000, 1, 29))
    expect(parseTimestamp('2026-04-31T00:00:00Z')).toBeNull()
    expect(parseTimestamp('2016-12-31T23:59:60Z')).toBe(Date.UTC(2017, 0, 1))
    expect(parseTimestamp('2026-03-29T24:00:00Z')).toBe(Date.UTC(2026, 2, 30))
  })

  it.each([
    undefined,
    null,
    '',
    'now',
    '29.03.2026 00:30',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-03-29T25:00:00Z',
    '2026-03-29T00:61:00Z',
    '2026-03-29T00:30:15+99:00',
    '2026-03-29T00:30:15Zulu',
    'T00:30:15Z',
    {},
    [],
    true,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    1e300,
  ])('that can not be read is none: %s', (value) => {
    expect(parseTimestamp(value)).toBeNull()
  })

  it('is told in UTC with Z', () => {
    expect(printTimestamp(instant)).toBe('2026-03-29T00:30:15.000Z')
  })
})
