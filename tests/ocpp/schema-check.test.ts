import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { requests as requests16 } from '../../src/ocpp/generated/v16/requests.mjs'
import * as schemas16 from '../../src/ocpp/generated/v16/validators.mjs'
import { requests as requests201 } from '../../src/ocpp/generated/v201/requests.mjs'
import * as schemas201 from '../../src/ocpp/generated/v201/validators.mjs'
import { faultsOf, type JsonSchema } from '../../src/ocpp/schema-check.ts'

type Validator = (value: unknown) => boolean
const versions = [
  { name: '1.6', requests: requests16, validators: schemas16 as unknown as Record<string, Validator> },
  { name: '2.0.1', requests: requests201, validators: schemas201 as unknown as Record<string, Validator> },
]

/** A payload that fits its schema, sometimes spoilt at one place. */
function payloads(schema: JsonSchema): fc.Arbitrary<unknown> {
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>
  const from = (given: JsonSchema, depth: number): fc.Arbitrary<unknown> => {
    const name = typeof given.$ref === 'string' ? given.$ref.replace('#/definitions/', '') : undefined
    const rule = name === undefined ? given : (definitions[name] ?? given)
    return fc.oneof({ weight: 40, arbitrary: fitting(rule, depth) }, { weight: 1, arbitrary: odd })
  }
  const fitting = (rule: JsonSchema, depth: number): fc.Arbitrary<unknown> => {
    if (Array.isArray(rule.enum)) return fc.constantFrom(...(rule.enum as unknown[]))
    if (rule.type === 'object') {
      const required = new Set((rule.required ?? []) as string[])
      const all = Object.entries((rule.properties ?? {}) as Record<string, JsonSchema>)
      const kept = all.filter(([key]) => required.has(key) || depth < 3)
      return fc.record(Object.fromEntries(kept.map(([key, each]) => [key, from(each, depth + 1)])), {
        requiredKeys: kept.map(([key]) => key).filter((key) => required.has(key)),
      })
    }
    if (rule.type === 'array')
      return fc.array(from((rule.items ?? {}) as JsonSchema, depth + 1), { minLength: 0, maxLength: 2 })
    if (rule.type === 'integer') return fc.integer({ min: -2, max: 3 })
    if (rule.type === 'number') return fc.constantFrom(0, 1, 16.1, 7.04, -0.5)
    if (rule.type === 'boolean') return fc.boolean()
    if (rule.format === 'date-time') return fc.constantFrom('2026-03-01T17:30:00Z', '2026-02-30T17:30:00Z', 'soon')
    if (rule.format === 'uri') return fc.constantFrom('ftp://host/path', 'no address')
    return fc.string({ maxLength: typeof rule.maxLength === 'number' ? rule.maxLength + 1 : 20 })
  }
  const odd = fc.constantFrom<unknown>(null, 'x', 1.5, true, {}, [], { unknownField: 1 })
  return from(schema, 0)
}

describe.each(versions)('faults of requests of $name', ({ requests, validators }) => {
  for (const [action, schema] of Object.entries(requests)) {
    test.prop([payloads(schema)], { numRuns: 60 })(
      `${action} is right exactly where its validator says so`,
      (payload) => {
        const valid = validators[`${action}Request`]?.(payload)
        const right = Object.keys(faultsOf(schema, payload, 'payload')).length === 0
        expect({ payload, right }).toEqual({ payload, right: valid })
      },
    )
  }
})

describe('faults', () => {
  it('are told all at once, by path, in words', () => {
    const schema = requests16.SetChargingProfile ?? {}
    const payload = {
      connectorId: 'one',
      csChargingProfiles: {
        chargingProfileId: 1.5,
        stackLevel: 0,
        chargingProfilePurpose: 'Tx',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6.05 }] },
        extra: 1,
      },
    }
    expect(faultsOf(schema, payload, 'payload')).toEqual({
      'payload.connectorId': 'This must be a whole number.',
      'payload.csChargingProfiles.chargingProfileId': 'This must be a whole number.',
      'payload.csChargingProfiles.chargingProfilePurpose':
        'This must be one of ChargePointMaxProfile, TxDefaultProfile, TxProfile.',
      'payload.csChargingProfiles.chargingProfileKind': 'This is missing.',
      'payload.csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0.limit': 'This must be a multiple of 0.1.',
      'payload.csChargingProfiles.extra': 'There is no such field here.',
    })
  })
})
