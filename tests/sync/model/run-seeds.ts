import { Templates } from './templates.ts'
import { Violation, World } from './world.ts'

/**
 * Each seed is a life of its own. More of them: `CHARGEYARD_MODEL_SEEDS=20000`; one that failed again:
 * `CHARGEYARD_MODEL_FIRST=357 CHARGEYARD_MODEL_SEEDS=1`.
 */
const seedCount = Number(process.env.CHARGEYARD_MODEL_SEEDS ?? 2_000)
const firstSeed = Number(process.env.CHARGEYARD_MODEL_FIRST ?? 1)
export const longestRunMs = 60_000 + seedCount * 1_000

/** Two test files share the seeds, so that two processors do. */
export function seedsOfHalf(half: 0 | 1): number[] {
  return Array.from({ length: seedCount }, (_, i) => firstSeed + i).filter((seed) => seed % 2 === half)
}

const stepsPerSeed = 36

export async function withTemplates<T>(work: (templates: Templates) => Promise<T>): Promise<T> {
  const templates = new Templates()
  try {
    await templates.make(2)
    return await work(templates)
  } finally {
    templates.remove()
  }
}

export async function runSeed(seed: number, templates: Templates): Promise<Violation | undefined> {
  const world = new World(seed, templates.list)
  try {
    await world.run(stepsPerSeed)
    return undefined
  } catch (error) {
    if (error instanceof Violation)
      return new Violation(`seed ${seed}: ${error.message}\n  after: ${world.history.join(' ')}\n${world.words}`)
    throw new Error(`seed ${seed} failed`, { cause: error })
  }
}
