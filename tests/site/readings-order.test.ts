import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sample } from '../../src/site/connectors/sample.ts'
import type { StationActor } from '../../src/site/permissions.ts'
import { adoptStation, openTestSite, type TestSite } from '../kit/site.ts'

let test: TestSite
let box: StationActor
beforeEach(async () => {
  test = await openTestSite()
  box = await adoptStation(test)
})
afterEach(() => test.close())

const minute = 60_000

/** Readings of one session: the register rises, now and then a reading has none. */
const readings = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 1, max: 5 }),
      wh: fc.integer({ min: 0, max: 900 }),
      told: fc.boolean(),
      context: fc.constantFrom('periodic' as const, 'clock' as const, 'trigger' as const, 'begin' as const),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    let at = Date.UTC(2026, 0, 1)
    let energyWh = 5000
    return steps.map(({ wait, wh, told, context }): Sample => {
      at += wait * minute
      energyWh += wh
      // the register of the beginning may be told again later
      const register = context === 'begin' ? 5000 : energyWh
      return { at, context, powerW: 1000, ...(told ? { energyWh: register } : {}) }
    })
  })

it('energy is the same whether readings come one by one, all at once, or in any order', async () => {
  let count = 0
  const book = async (messages: Sample[][]) => {
    const ocppId = `tx-${++count}`
    for (const [seqNo, samples] of messages.entries())
      await test.site.execute(box, 'transactions.report', {
        ocppId,
        seqNo,
        phase: 'updated',
        at: samples[0]?.at ?? 0,
        offline: false,
        evseNo: 1,
        connectorNo: 1,
        idTag: null,
        chargingState: null,
        triggerReason: 'MeterValuePeriodic',
        stopReason: null,
        remoteStartId: null,
        samples,
      })
    const uid = (await test.site.execute(box, 'transactions.find', { ocppId })) ?? ''
    const { energyWh, meterStartWh, costMinor } = await test.site.execute(test.admin, 'transactions.get', { uid })
    return { energyWh, meterStartWh, costMinor }
  }
  const shuffles = readings.chain((samples) =>
    fc.tuple(fc.constant(samples), fc.shuffledSubarray(samples, { minLength: samples.length })),
  )
  await fc.assert(
    fc.asyncProperty(shuffles, async ([samples, shuffled]) => {
      const oneByOne = await book(samples.map((sample) => [sample]))
      expect(await book([samples])).toEqual(oneByOne)
      expect(await book(shuffled.map((sample) => [sample]))).toEqual(oneByOne)
      expect(await book([shuffled])).toEqual(oneByOne)
    }),
    { numRuns: 60 },
  )
})
