import type { BootReason } from './box.ts'
import type { Engine } from './engine.ts'

/** How long a restart waits for its last facts to be answered, in real ms. */
const DRAIN_MS = 5_000

/** Ends the connection as a restart does and boots again; facts that wait survive. */
export async function restart(engine: Engine, reason: BootReason): Promise<void> {
  engine.resetWhenIdle = false
  engine.happened('fault', 'restarts')
  const until = Date.now() + DRAIN_MS
  while (engine.online && !(engine.rpc.idle && engine.facts.idle) && Date.now() < until)
    await new Promise((done) => setTimeout(done, 5))
  engine.powerDown()
  await new Promise((done) => setTimeout(done, engine.restartMs))
  engine.powerUp(reason)
}
