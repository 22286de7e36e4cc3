import { end, unplug } from './charging.ts'
import type { Engine } from './engine.ts'
import { setClosed } from './physics.ts'
import { clearProfiles } from './smart-charging.ts'

export interface PowerFailure {
  /** `end` (default): the box finds them in its memory and ends them; `forget`: it never mentions them again, as some do */
  readonly transactions?: 'end' | 'forget'
  /** `leaves` while the power is off; default `stays` */
  readonly car?: 'stays' | 'leaves'
  /** `lose`: a box without a memory for them; default `keep` */
  readonly facts?: 'keep' | 'lose'
}

/** The power goes and comes back: volatile state is forgotten, facts are kept, and the box boots again. */
export async function failPower(engine: Engine, how: PowerFailure, rebootMs: number): Promise<void> {
  engine.happened('fault', 'the power fails')
  engine.powerDown()
  if (how.facts === 'lose') engine.facts.forget()
  if (how.transactions === 'forget') forgetTransactions(engine)
  // It finds them in its memory and ends them, as of now.
  else for (const c of engine.connectors) end(engine, c, 'power-loss', undefined)
  if (how.car === 'leaves') for (const c of engine.connectors) if (c.evse.car) unplug(engine, c)
  await new Promise((done) => setTimeout(done, rebootMs))
  engine.powerUp('power-up')
}

function forgetTransactions(engine: Engine): void {
  for (const c of engine.connectors) {
    c.meterTimer?.cancel()
    c.meterTimer = undefined
    c.evse = setClosed(c.evse, false)
    c.tx = undefined
  }
  clearProfiles(engine, (profile) => profile.tx !== undefined)
}
