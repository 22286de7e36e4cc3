import { describe, expect, it, vi } from 'vitest'
import { longestRunMs, runSeed, seedsOfHalf, withTemplates } from './run-seeds.ts'

vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  randomUUID: (await import('./random.ts')).modelUuid,
}))
vi.mock('better-sqlite3', async (original) => {
  const real = await original<{ default: typeof import('better-sqlite3') }>()
  return { default: (await import('./quick-sqlite.ts')).quickSqlite(real.default) }
})
vi.mock('../../../sync/link/mqtt-link.ts', () => import('./network.ts'))

describe('sites and headquarters in a bad world, the first half of the seeds', () => {
  it('stay in step', { timeout: longestRunMs }, async () => {
    await withTemplates(async (templates) => {
      for (const seed of seedsOfHalf(0)) {
        const violation = await runSeed(seed, templates)
        if (violation) expect.fail(violation.message)
      }
    })
  })
})
