import { expect, it } from 'vitest'
import { benchHub } from '../bench/hub-bench.ts'

it("the measurement of the hub's store books what it measures", { timeout: 60_000 }, async () => {
  const rates = await benchHub(1)
  expect(rates.map(({ rows }) => rows)).toEqual([500, 25_000, 200])
})
