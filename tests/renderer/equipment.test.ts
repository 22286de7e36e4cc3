import { describe, expect, test } from 'vitest'
import { compositePoints } from '../../src/renderer/desk/station-charging/composite-points.ts'
import { clockOf, periodsOf } from '../../src/renderer/desk/station-charging/daily-schedule.ts'
import { parsedJson } from '../../src/renderer/desk/station-console/json.ts'
import { examplePayload, schemaFields } from '../../src/renderer/desk/station-console/schema-fields.ts'
import { fileNameOf, isMadeFor } from '../../src/renderer/desk/station-files/upload-firmware.ts'

const schema = {
  definitions: {
    Kind: { type: 'string', enum: ['Soft', 'Hard'] },
    Item: {
      type: 'object',
      properties: { at: { type: 'string', format: 'date-time' }, next: { $ref: '#/definitions/Item' } },
      required: ['at'],
    },
  },
  type: 'object',
  properties: {
    kind: { $ref: '#/definitions/Kind' },
    items: { type: 'array', items: { $ref: '#/definitions/Item' } },
    note: { type: 'string' },
    customData: { type: 'object' },
  },
  required: ['kind', 'items'],
}

describe('the schema of a request', () => {
  test('is read field by field, through references and lists, and ends where it refers to itself', () => {
    const fields = schemaFields(schema)
    expect(fields.slice(0, 3)).toEqual([
      { path: 'kind', type: 'string', required: true, choices: ['Soft', 'Hard'] },
      { path: 'items[]', type: 'object', required: true, choices: [] },
      { path: 'items[].at', type: 'date-time', required: true, choices: [] },
    ])
    expect(fields.at(-1)?.path).toBe('note')
    expect(fields.length).toBeLessThan(30)
  })

  test('makes a payload with what is required, and no more', () => {
    expect(examplePayload(schema, '2026-11-20T12:00:00Z')).toEqual({
      kind: 'Soft',
      items: [{ at: '2026-11-20T12:00:00Z' }],
    })
  })

  test('JSON that is none says why; nothing is an empty object', () => {
    expect(parsedJson('')).toEqual({ value: {} })
    expect(parsedJson('{"a": 1}')).toEqual({ value: { a: 1 } })
    expect(parsedJson('{a}')).toHaveProperty('reason')
  })
})

describe('a limit by the time of day', () => {
  test('begins at midnight with what held before it', () => {
    const limits = [
      { clock: '22:00', limit: 16 },
      { clock: '06:30', limit: 6 },
    ]
    expect(periodsOf(limits)).toEqual([
      { startS: 0, limit: 16 },
      { startS: 23_400, limit: 6 },
      { startS: 79_200, limit: 16 },
    ])
    expect(periodsOf([{ clock: '00:00', limit: 10 }])).toEqual([{ startS: 0, limit: 10 }])
    expect(clockOf(23_400)).toBe('06:30')
  })

  test('of site and station are shown side by side, at every instant at which one of them changes', () => {
    const schedule = { unit: 'A' as const, startAt: 1_000_000, durationS: 100 }
    const site = { ...schedule, periods: [{ startS: 0, limit: 16, phases: null }] }
    const station = {
      ...schedule,
      startAt: 1_000_500,
      periods: [
        { startS: 0, limit: 10, phases: null },
        { startS: 50, limit: null, phases: null },
      ],
    }
    expect(compositePoints(site, station)).toEqual([
      { at: 1_000_000, site: 16, station: 10 },
      { at: 1_000_500, site: 16, station: 10 },
      { at: 1_050_500, site: 16, station: null },
      { at: 1_100_000, site: 16, station: null },
    ])
    expect(compositePoints(site, null)[0]?.station).toBeUndefined()
  })
})

describe('a firmware', () => {
  test('gets a name that every station can fetch', () => {
    expect(fileNameOf('Wallbox Pro (v2.1).bin')).toBe('Wallbox-Pro-v2.1-.bin')
    expect(fileNameOf('../../ß')).toBe('firmware.bin')
    expect(fileNameOf(`${'x'.repeat(150)}.bin`)).toHaveLength(100)
    for (const name of ['--a', '.hidden', 'ü.bin'])
      expect(fileNameOf(name)).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  })

  test('fits stations of the vendor and model that it names, and all where it names none', () => {
    const station = { vendor: 'Elbstrom', model: 'Duo 22' }
    expect(isMadeFor({ vendor: 'ELBSTROM', model: '' }, station)).toBe(true)
    expect(isMadeFor({ vendor: '', model: '' }, { vendor: null, model: null })).toBe(true)
    expect(isMadeFor({ vendor: 'Elbstrom', model: 'Solo' }, station)).toBe(false)
  })
})
