/**
 * The whole controller, with one difference: each message is committed by itself, instead of together with all others of the
 * same turn of the event loop. It shows what group commit is worth.
 *
 * The turn's commit is left to `setImmediate`; here that one call is caught and made at once. The product has no switch for it.
 */
import { readConfig } from '../../src/main/config.ts'
import { runController } from '../../src/main/run.ts'
import { Site } from '../../src/site/site.ts'

const turn = Site.prototype.turn
Site.prototype.turn = function committedAtOnce<T>(this: Site, ...args: Parameters<typeof turn>): Promise<T> {
  const later = globalThis.setImmediate
  let commit: (() => void) | undefined
  globalThis.setImmediate = ((run: () => void) => {
    commit = run
  }) as unknown as typeof setImmediate
  try {
    return turn.apply(this, args) as Promise<T>
  } finally {
    globalThis.setImmediate = later
    commit?.()
  }
}

await runController(readConfig(process.argv.slice(2), process.env))
