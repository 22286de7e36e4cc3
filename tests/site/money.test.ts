import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { costMinorOf, energyBetween } from '../../src/site/transactions/transaction.ts'

describe('cost', () => {
  it.each([
    [5000, 300_000, 'EUR', 150],
    [1, 300_000, 'EUR', 0],
    [17, 300_000, 'EUR', 1],
    [16, 300_000, 'EUR', 0],
    [1000, 325_000, 'EUR', 33],
    [10_000, 42_000_000, 'JPY', 420],
    [10_000, 100_000, 'KWD', 1000],
    [100_000_000, 1_000_000_000, 'EUR', 10_000_000_000],
    [0, 300_000, 'EUR', 0],
    [5000, 0, 'EUR', 0],
  ])('of %i Wh at %i micro-units of %s is %i', (energyWh, price, currency, cost) => {
    expect(costMinorOf(energyWh, price, currency)).toBe(cost)
  })

  property.prop([fc.nat(10_000_000), fc.nat(5_000_000)])(
    'is exact: at most half a cent from the product',
    (energyWh, price) => {
      const exact = (energyWh * price) / 1e7
      expect(Math.abs(costMinorOf(energyWh, price, 'EUR') - exact)).toBeLessThanOrEqual(0.5 + 1e-6)
    },
  )

  property.prop([fc.nat(1_000_000), fc.nat(1_000_000), fc.nat(5_000_000)])(
    'never falls when energy grows',
    (a, b, price) => {
      const [less, more] = a < b ? [a, b] : [b, a]
      expect(costMinorOf(more, price, 'EUR')).toBeGreaterThanOrEqual(costMinorOf(less, price, 'EUR'))
    },
  )
})

describe('energy between two registers', () => {
  it.each([
    [1000, 6000, 5000],
    [1000, 1000, 0],
    [1000, 500, 0],
    [null, 500, 0],
    [1000, null, 0],
  ])('from %s to %s is %i Wh', (start, stop, energy) => {
    expect(energyBetween(start, stop)).toBe(energy)
  })
})
