import type { Box } from './box.ts'
import { effectsOf, type Payload } from './quirk-effects.ts'
import type { Answer } from './rpc.ts'

/** A box's quirks at work on what goes over the wire. */
export interface Disguise {
  call(action: string, payload: object): object | 'unsent'
  answer(action: string, request: unknown): Answer | undefined
  reply(action: string, payload: object, request: unknown): object
  /** the text of a CALLERROR */
  errorText(text: string): string
}

export function disguiseOf(box: Box): Disguise {
  const effects = effectsOf(box.quirks)
  return {
    call(action, payload) {
      let changed = payload as Payload
      for (const effect of effects) {
        const next = effect.call?.(box, action, changed) ?? changed
        if (next === 'unsent') return next
        changed = next
      }
      return changed
    },
    answer(action, request) {
      for (const effect of effects) {
        const answer = effect.answer?.(box, action, request as Payload)
        if (answer) return answer
      }
      return undefined
    },
    reply: (action, payload, request) =>
      effects.reduce(
        (changed, each) => each.reply?.(box, action, changed, request as Payload) ?? changed,
        payload as Payload,
      ),
    errorText: (text) => box.quirks.callErrorText ?? text,
  }
}
