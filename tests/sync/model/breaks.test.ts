import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Break, breaks, setBreak } from './breaks.ts'
import { longestRunMs, runSeed, withTemplates } from './run-seeds.ts'
import type { Violation } from './world.ts'

vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  randomUUID: (await import('./random.ts')).modelUuid,
}))
vi.mock('better-sqlite3', async (original) => {
  const real = await original<{ default: typeof import('better-sqlite3') }>()
  return { default: (await import('./quick-sqlite.ts')).quickSqlite(real.default) }
})
vi.mock('../../../sync/link/mqtt-link.ts', () => import('./network.ts'))
vi.mock('../../../sync/protocol/lane.ts', async (original) => {
  const real = await original<typeof import('../../../sync/protocol/lane.ts')>()
  return { ...real, ...(await import('./breaks.ts')).breakLane(real) }
})
vi.mock('../../../sync/protocol/merge.ts', async (original) => {
  const real = await original<typeof import('../../../sync/protocol/merge.ts')>()
  return { ...real, ...(await import('./breaks.ts')).breakMerge(real) }
})
vi.mock('../../../src/site/hq/hq.store.ts', async (original) => {
  const real = await original<typeof import('../../../src/site/hq/hq.store.ts')>()
  return { ...real, ...(await import('./breaks.ts')).breakHqStore(real) }
})

/** A fault that these seeds don't show would not be found by thousands either. */
const enoughSeeds = 200

describe('the model of the sync', () => {
  afterEach(() => setBreak(undefined))

  it.each(Object.entries(breaks))('notices when %s: %s', { timeout: longestRunMs }, async (name) => {
    await withTemplates(async (templates) => {
      setBreak(name as Break)
      let violation: Violation | undefined
      let seed = 0
      while (!violation && seed < enoughSeeds) violation = await runSeed(++seed, templates)
      expect(violation, `seeds 1 to ${enoughSeeds} show nothing`).toBeDefined()
    })
  })

  it('finds nothing wrong when the rules are whole', async () => {
    await withTemplates(async (templates) => {
      for (let seed = 1; seed <= 5; seed++) expect(await runSeed(seed, templates)).toBeUndefined()
    })
  })
})
