import { setTimeout as pause } from 'node:timers/promises'
import type { Dialect } from '../dialect.ts'
import { Misuse } from '../misuse.ts'
import { breachOf } from '../schemas.ts'
import { listIn, type RecordedFrame } from './recording.ts'
import { Rewriting } from './rewriting.ts'

export interface ReplayOptions {
  readonly dialect: Dialect
  readonly frames: readonly RecordedFrame[]
  /** 0: as fast as the answers come; 1: with the pauses of the recording; 10: ten times as fast */
  readonly pace: number
  /** moves every time stamp so that the recording ends now, or at a pace of up to 1 begins now */
  readonly shiftTimes: boolean
  readonly answerTimeoutMs: number
  readonly send: (text: string) => void
  readonly tell: (text: string) => void
}

/** What came of a replay. */
export interface ReplaySummary {
  /** frames of the box that were sent, and its calls that were answered with a result */
  sent: number
  answered: number
  /** calls answered with an error: `StartTransaction: FormationViolation …` */
  readonly errors: string[]
  /** actions that were not answered in time */
  readonly unanswered: string[]
  /** breaches of the schemas in what the site sent */
  readonly breaches: string[]
}

interface Outstanding {
  readonly action: string
  /** what the site answered then */
  readonly recorded: unknown
  readonly done: () => void
}

/**
 * Sends a site what a recorded box sent, in the same order, and answers the site's own calls as the box did.
 * A call waits for its answer where the recorded one did.
 */
export class Replayer {
  readonly #o: ReplayOptions
  readonly #rewriting: Rewriting
  readonly #outstanding = new Map<string, Outstanding>()
  /** recorded answers of the box by action, oldest first; the last one is used again and again */
  readonly #answers: Map<string, unknown[][]>
  readonly summary: ReplaySummary = { sent: 0, answered: 0, errors: [], unanswered: [], breaches: [] }

  constructor(options: ReplayOptions) {
    this.#o = options
    const { frames, pace, shiftTimes } = options
    const anchor = pace > 0 && pace <= 1 ? frames[0] : frames.at(-1)
    this.#rewriting = new Rewriting(shiftTimes && anchor ? Date.now() - anchor.atMs : 0)
    this.#answers = answersIn(frames)
  }

  /** @throws Misuse when the recording has nothing that a box sent */
  async run(signal: AbortSignal): Promise<ReplaySummary> {
    const { frames, pace, tell } = this.#o
    const own = frames.filter((each) => each.direction === 'in' && !isAnswer(each.frame))
    if (own.length === 0) throw new Misuse('the recording has no message that a box sent (direction "in")')
    let before = own[0]?.atMs ?? 0
    for (const each of own) {
      if (pace > 0) await pause(Math.max(0, each.atMs - before) / pace, undefined, { signal })
      before = each.atMs
      signal.throwIfAborted()
      await this.#play(each)
    }
    const { sent, answered } = this.summary
    tell(`${sent} messages sent, ${answered} answered`)
    return this.summary
  }

  /** Takes a frame of the site. */
  receive(text: string): void {
    const frame = listIn(text)
    if (frame?.[0] === 2) this.#answer(frame)
    else if (frame && (frame[0] === 3 || frame[0] === 4)) this.#take(frame)
    else this.summary.breaches.push(`no OCPP frame: ${text.slice(0, 100)}`)
  }

  async #play(each: RecordedFrame): Promise<void> {
    const { frame } = each
    this.summary.sent++
    if (frame?.[0] !== 2) return this.#o.send(each.text)
    const [type, id, action, ...rest] = frame
    const text = JSON.stringify([type, id, action, ...rest.map((part) => this.#rewriting.apply(part))])
    const recorded = this.#recordedAnswer(each)
    const answered = new Promise<void>((done) =>
      this.#outstanding.set(String(id), { action: String(action), recorded: recorded?.payload, done }),
    )
    this.#o.send(text)
    if (!recorded?.beforeNext) return
    const timeout = new AbortController()
    const late = pause(this.#o.answerTimeoutMs, 'late', { signal: timeout.signal }).catch(() => undefined)
    if ((await Promise.race([answered, late])) === 'late') {
      this.#outstanding.delete(String(id))
      this.summary.unanswered.push(String(action))
      this.#o.tell(`${String(action)} was not answered`)
    }
    timeout.abort()
  }

  /** The site's answer in the recording, and whether it came before the box went on. */
  #recordedAnswer(call: RecordedFrame): { payload: unknown; beforeNext: boolean } | undefined {
    const { frames } = this.#o
    const after = frames.slice(frames.indexOf(call) + 1)
    const at = after.findIndex(
      (each) => each.direction === 'out' && isAnswer(each.frame) && each.frame?.[1] === call.frame?.[1],
    )
    if (at === -1) return undefined
    const next = after.findIndex((each) => each.direction === 'in' && !isAnswer(each.frame))
    return { payload: after[at]?.frame?.[2], beforeNext: next === -1 || at < next }
  }

  #take(frame: readonly unknown[]): void {
    const out = this.#outstanding.get(String(frame[1]))
    if (!out) return
    this.#outstanding.delete(String(frame[1]))
    if (frame[0] === 4) {
      const error = `${out.action}: ${String(frame[2])} ${String(frame[3])}`
      this.summary.errors.push(error)
      this.#o.tell(error)
    } else {
      this.summary.answered++
      this.#rewriting.learn(out.recorded, frame[2])
      this.#judge(`${out.action}Response`, frame[2])
    }
    out.done()
  }

  #answer([, id, action, payload]: readonly unknown[]): void {
    const name = String(action)
    this.#judge(`${name}Request`, payload)
    const recorded = this.#answers.get(name)
    const reply = (recorded && recorded.length > 1 ? recorded.shift() : recorded?.[0]) ?? []
    const [type = 4, , ...rest] = reply
    const answer = reply.length > 0 ? rest : ['NotImplemented', 'The recorded box was not asked this', {}]
    this.#o.tell(`the site asks for ${name}: ${reply.length > 0 ? 'answered as recorded' : 'not in the recording'}`)
    this.#o.send(JSON.stringify([type, id, ...answer]))
  }

  #judge(name: string, payload: unknown): void {
    const breach = breachOf(this.#o.dialect.schemas, name, payload)
    if (breach) this.summary.breaches.push(breach.text)
  }
}

function isAnswer(frame: readonly unknown[] | undefined): boolean {
  return frame?.[0] === 3 || frame?.[0] === 4
}

/** What the box answered to the site's calls, by action. */
function answersIn(frames: readonly RecordedFrame[]): Map<string, unknown[][]> {
  const asked = new Map<string, string>()
  const answers = new Map<string, unknown[][]>()
  for (const { direction, frame } of frames) {
    if (direction === 'out' && frame?.[0] === 2) asked.set(String(frame[1]), String(frame[2]))
    const action = direction === 'in' && isAnswer(frame) ? asked.get(String(frame?.[1])) : undefined
    if (action !== undefined && frame) answers.set(action, [...(answers.get(action) ?? []), [...frame]])
  }
  return answers
}
