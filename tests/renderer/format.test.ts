import { describe, expect, test } from 'vitest'
import { formatDuration, makeFormat } from '../../src/renderer/ui/format.ts'
import { passwordStrength } from '../../src/renderer/ui/password-strength.ts'
import { randomPassword } from '../../src/renderer/ui/random-password.ts'
import { likelyCurrency } from '../../src/renderer/ui/time-zones.ts'
import { dateIn, endOfDate, startOfDate } from '../../src/renderer/ui/zone.ts'

const en = makeFormat({ locale: 'en-GB', timeZone: 'Europe/Berlin', currency: 'EUR' })
const de = makeFormat({ locale: 'de', timeZone: 'Europe/Berlin', currency: 'EUR' })
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('numbers', () => {
  test('of power and energy have three figures that mean something', () => {
    expect([0, 1380, 7360, 9996, 11_040, 132_400, 1_250_000].map(en.power)).toEqual([
      '0 kW',
      '1.38 kW',
      '7.36 kW',
      '10.0 kW',
      '11.0 kW',
      '132.4 kW',
      '1,250 kW',
    ])
    expect(de.energy(12_345)).toBe('12,3 kWh')
    expect(en.energy(0)).toBe('0 kWh')
  })

  test('that are missing are a dash', () => {
    expect([en.power(null), en.energy(undefined), en.percent(null), en.dateTime(null), en.duration(null)]).toEqual(
      Array(5).fill('–'),
    )
  })

  test('are written as the reader’s language writes them', () => {
    expect([en.percent(57), de.voltage(231.4), de.current(15.96)]).toEqual(['57 %', '231 V', '16,0 A'])
  })
})

describe('money', () => {
  test('comes from minor units of its currency, whose digits differ', () => {
    expect(plain(en.money(1234))).toBe('€12.34')
    expect(plain(de.money(1234))).toBe('12,34 €')
    expect(plain(en.money(1234, 'JPY'))).toMatch(/1,234$/)
    expect(plain(en.money(1234, 'KWD'))).toMatch(/1\.234$/)
  })

  test('prices per kWh show what lies below the smallest coin', () => {
    expect(plain(en.price(300_000))).toBe('€0.30 / kWh')
    expect(plain(en.price(289_500))).toBe('€0.2895 / kWh')
    expect(plain(de.price(390_000))).toBe('0,39 € / kWh')
  })
})

describe('instants', () => {
  const at = Date.UTC(2026, 10, 20, 22, 30)

  test('are told in the zone of the site, wherever the reader is', () => {
    expect(en.time(at)).toBe('23:30')
    expect(en.dateTime(at)).toContain('20 Nov 2026')
    expect(de.date(at)).toBe('20.11.2026')
    expect(makeFormat({ locale: 'en-GB', timeZone: 'Asia/Tokyo', currency: 'JPY' }).date(at)).toBe('21 Nov 2026')
  })

  test('a calendar day stays itself in every zone', () => {
    for (const timeZone of ['Pacific/Auckland', 'America/Los_Angeles'])
      expect(makeFormat({ locale: 'en-GB', timeZone, currency: 'EUR' }).day('2026-11-20')).toBe('20 Nov')
  })

  test('lately are told by how long ago', () => {
    expect(en.ago(at, at + 20_000)).toBe('this minute')
    expect(en.ago(at, at + 5 * 60_000)).toBe('5 minutes ago')
    expect(de.ago(at, at + 3 * 3_600_000)).toBe('vor 3 Stunden')
    expect(en.ago(at, at + 49 * 3_600_000)).toBe('2 days ago')
  })

  test('durations count in seconds, minutes, hours', () => {
    expect([0, 59_000, 60_000, 3_599_000, 3_600_000, 90_061_000, -5].map(formatDuration)).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '59 min',
      '1 h 00 min',
      '25 h 01 min',
      '0 s',
    ])
  })
})

describe('days of a zone', () => {
  test('begin at its midnight, and have 23 or 25 hours when the clocks change', () => {
    const hours = (date: string, zone: string) => (endOfDate(date, zone) - startOfDate(date, zone)) / 3_600_000
    expect(new Date(startOfDate('2026-11-20', 'Europe/Berlin')).toISOString()).toBe('2026-11-19T23:00:00.000Z')
    expect(hours('2026-11-20', 'Europe/Berlin')).toBe(24)
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23)
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25)
    expect(new Date(startOfDate('2026-11-20', 'Pacific/Kiritimati')).toISOString()).toBe('2026-11-19T10:00:00.000Z')
    expect(new Date(startOfDate('2026-11-20', 'Etc/GMT+12')).toISOString()).toBe('2026-11-20T12:00:00.000Z')
  })

  test('contain their own first instant and not the one before', () => {
    for (const zone of ['Africa/Cairo', 'America/Santiago', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'])
      for (const date of ['2026-01-01', '2026-04-24', '2026-09-06', '2026-12-31']) {
        const start = startOfDate(date, zone)
        expect([dateIn(zone, start), dateIn(zone, start - 1) < date], `${zone} ${date}`).toEqual([date, true])
      }
  })
})

test('the likely currency follows where the machine stands, then the region of its language', () => {
  const guess = (zone: string, locale: string) => likelyCurrency(zone, locale)
  expect(guess('Europe/Berlin', 'en-GB')).toBe('EUR')
  expect(guess('Europe/Zurich', 'de-DE')).toBe('CHF')
  expect(guess('America/New_York', 'en-US')).toBe('USD')
  expect(guess('Asia/Tokyo', 'de')).toBe('EUR')
})

test('passwords are strong by length, not by being one letter many times', () => {
  expect(passwordStrength('')).toBe(0)
  expect(passwordStrength('aaaaaaaaaaaaaaaaaaaaaaaa')).toBeLessThan(20)
  expect(passwordStrength('correct horse battery staple')).toBe(100)
  expect(passwordStrength('short')).toBeLessThan(40)
})

test('made-up passwords are long, typeable and never the same', () => {
  const made = Array.from({ length: 50 }, () => randomPassword())
  expect(new Set(made).size).toBe(50)
  for (const password of made) expect(password).toMatch(/^[a-km-np-zA-HJ-NP-Z2-9]{20}$/)
})
