import { type Clock, every, type Timer } from '../site/clock.ts'
import type { Log } from '../site/log.ts'
import type { MessageDraft } from '../site/messages/message.store.ts'
import type { Actor } from '../site/permissions.ts'
import type { Site } from '../site/site.ts'
import { maskSecrets } from './masking.ts'

/** Longer frames are kept up to here; a message of 8 measurands has 1.2 thousand characters. */
const frameLimit = 16 * 1024
const noteLimit = 500

/** A row of the message log, with secrets masked. */
export function draftOf(draft: Omit<MessageDraft, 'note'> & { note?: string | null | undefined }): MessageDraft {
  const { frame, note, messageId, action } = draft
  const shown = maskSecrets(frame)
  const cut = shown.length > frameLimit ? `${shown.length - frameLimit} more characters are not kept` : undefined
  const notes = [note, cut].filter(Boolean).join('; ')
  return {
    ...draft,
    action: action?.slice(0, 100) ?? null,
    messageId: messageId?.slice(0, 100) ?? null,
    frame: cut ? shown.slice(0, frameLimit) : shown,
    note: notes === '' ? null : notes.slice(0, noteLimit),
  }
}

const system: Actor = { kind: 'system', door: 'ocpp' }
/** messages.prune takes away at most this many at once. */
const piece = 2000
const mostPieces = 1000

/** Keeps the message log within its bounds of age and number. */
export class MessageLogPruning {
  readonly #options: { site: Site; clock: Clock; log: Log; days: number; frames: number; periodMs: number }
  #timer: Timer | undefined
  #running: Promise<void> | undefined
  #stopped = false

  constructor(options: { site: Site; clock: Clock; log: Log; days: number; frames: number; periodMs: number }) {
    this.#options = options
  }

  start() {
    const { clock, periodMs } = this.#options
    this.#timer = every(clock, periodMs, () => {
      this.#running ??= this.#prune().finally(() => {
        this.#running = undefined
      })
    })
  }

  async stop() {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#running
  }

  async #prune() {
    const { site, clock, log, days, frames } = this.#options
    try {
      for (let n = 0; n < mostPieces && !this.#stopped; n++) {
        const olderThan = clock.now() - days * 86_400_000
        const gone = await site.execute(system, 'messages.prune', { olderThan, keep: frames })
        if (gone < piece) return
      }
    } catch (error) {
      log.warn('the message log could not be pruned', { reason: String(error) })
    }
  }
}
