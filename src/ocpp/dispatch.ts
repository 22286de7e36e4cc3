/** One CALL of a station → its answer: table → schema → handler → COMMIT → answer. */
import { createHash } from 'node:crypto'
import { type Clock, within } from '../site/clock.ts'
import { SiteError } from '../site/errors.ts'
import type { Log } from '../site/log.ts'
import type { MessageDraft } from '../site/messages/message.store.ts'
import type { StationActor } from '../site/permissions.ts'
import type { Run, Site } from '../site/site.ts'
import { type Call, payloadText, printError, printResult } from './frame.ts'
import { draftOf } from './message-log.ts'
import type { Incoming, ProtocolVersion, StationLink, Turn } from './protocol.ts'
import { checkMessage } from './tolerance.ts'

/** Something that we sent and the official schema does not allow: a bug of ours. */
export interface OwnViolation {
  action: string
  frame: string
  reason: string
}

export interface DispatchContext {
  site: Site
  clock: Clock
  log: Log
  actor: StationActor
  version: ProtocolVersion
  heartbeatS: number
  /** How long what is asked outside may take, ms. */
  prepareMs: number
  /** What the station did otherwise than its schema wants it, and was let pass. */
  onOddities(action: string, oddities: readonly string[]): void
  onOwnViolation(violation: OwnViolation): void
}

export interface Hook {
  label: string
  run(link: StationLink): void | Promise<void>
}

export interface Answer {
  frame: string
  /** Run when the answer has been sent. */
  hooks: readonly Hook[]
}

/**
 * What a message needs to know before its turn; undefined for nearly all of them. It never rejects: when asking fails or takes
 * too long, the handler answers without.
 */
export function prepareCall(context: DispatchContext, call: Call): Promise<unknown> | undefined {
  const message = context.version.messages.get(call.action)?.in
  if (!message?.prepare) return undefined
  const checked = checkMessage(message, call.payload)
  if (!checked.ok) return undefined
  const { site, clock, actor, log, prepareMs } = context
  const asked = message.prepare({ execute: (name, input) => site.execute(actor, name, input) }, checked.payload)
  if (!asked) return undefined
  return within(clock, prepareMs, asked, () => new SiteError('StationTimeout', { waitedMs: prepareMs })).catch(
    (error: unknown) => {
      const reason = error instanceof SiteError ? error.code : String(error)
      log.warn('what a message asks for outside could not be told', { action: call.action, reason })
      return undefined
    },
  )
}

/**
 * The handler runs at once, in the order of the calls; the promise resolves after the COMMIT that holds the facts, the log
 * rows and so the answer too. It never rejects: what fails is an answer as well.
 */
export async function answerCall(
  context: DispatchContext,
  call: Call,
  text: string,
  prepared?: unknown,
): Promise<Answer> {
  const { version } = context
  const message = version.messages.get(call.action)
  if (!message?.in) {
    const known = message !== undefined
    const reason = known ? `${call.action} is not served here` : `${call.action} is not an action of ${version.name}`
    return refuse(context, call, text, { code: known ? 'NotSupported' : 'NotImplemented', reason })
  }
  const checked = checkMessage(message.in, call.payload)
  try {
    if (!checked.ok) {
      const answer = await handleOtherShape(context, message.in, call, text)
      if (answer) return answer
      return refuse(context, call, text, {
        code: version.errors[checked.violation],
        reason: checked.reason,
        quarantined: message.in.fact,
      })
    }
    if (checked.oddities.length > 0) context.onOddities(call.action, checked.oddities)
    return await handle(context, message.in, call, text, checked, prepared)
  } catch (error) {
    return failed(context, message.in, call, text, error)
  }
}

function handle(
  context: DispatchContext,
  message: Incoming,
  call: Call,
  text: string,
  checked: { payload: unknown; oddities: readonly string[] },
  prepared: unknown,
): Promise<Answer> {
  return context.site.turn(context.actor, (run) => handleIn(run, context, message, call, text, checked, prepared))
}

/**
 * A message that fits another version's schema only, of a station that is known for it (or, at its first boot, names itself
 * so). Undefined: it is neither.
 */
async function handleOtherShape(
  context: DispatchContext,
  message: Incoming,
  call: Call,
  text: string,
): Promise<Answer | undefined> {
  const { shapes } = context.version
  const reshape = shapes?.incoming[call.action]
  if (!shapes || !reshape) return undefined
  // what fits neither is refused in the one turn that it comes in, so that answers keep their order
  const checked = checkMessage(message, reshape(call.payload))
  if (!checked.ok) return undefined
  return context.site.turn(context.actor, (run) => {
    const quirks = run('quirks.resolve', call.action === 'BootNotification' ? shapes.identityIn(call.payload) : {})
    if (!quirks.shapes16in201) return undefined
    const oddities = ["the shape is another version's", ...checked.oddities]
    context.onOddities(call.action, oddities)
    return handleIn(run, context, message, call, text, { payload: checked.payload, oddities }, undefined)
  })
}

function handleIn(
  run: Run,
  context: DispatchContext,
  message: Incoming,
  call: Call,
  text: string,
  checked: { payload: unknown; oddities: readonly string[] },
  prepared: unknown,
): Answer {
  const at = context.clock.now()
  const hooks: Hook[] = []
  const response = message.handle(turnOf(run, context, at, text, hooks), checked.payload, prepared)
  const frame = printResult(call.id, response)
  if (!message.response(response)) reportOwn(context, call.action, frame, message.response)
  run('messages.log', [
    inDraft(call, text, at, checked.oddities.length > 0 ? `tolerated: ${checked.oddities.join('; ')}` : null),
    draftOf({ at, direction: 'out', action: call.action, kind: 'result', messageId: call.id, frame }),
  ])
  return { frame, hooks }
}

function turnOf(run: Run, { heartbeatS }: DispatchContext, receivedAt: number, text: string, hooks: Hook[]): Turn {
  return {
    run,
    receivedAt,
    heartbeatS,
    get payload() {
      return payloadText(text)
    },
    after: (label, hook) => void hooks.push({ label, run: hook }),
  }
}

interface Refusal {
  code: string
  reason: string
  /** The message carries a fact: it is kept for a person to look at. */
  quarantined?: boolean
}

/** A CALLERROR, sent like any answer only when what it says was written down. */
async function refuse(context: DispatchContext, call: Call, text: string, refusal: Refusal): Promise<Answer> {
  const { code, reason, quarantined } = refusal
  const at = context.clock.now()
  const frame = printError(call.id, code, reason)
  try {
    await context.site.turn(context.actor, (run) => {
      if (quarantined) keep(run, call, text, reason)
      run('messages.log', [inDraft(call, text, at, reason), errorDraft(call, frame, at)])
    })
    return { frame, hooks: [] }
  } catch (error) {
    context.log.error('a refused message could not be written down', { action: call.action, reason: sentence(error) })
    return { frame: printError(call.id, 'InternalError', sentence(error)), hooks: [] }
  }
}

/** The station is told InternalError and repeats the message later; a fact that can't be booked at all is kept besides. */
async function failed(
  context: DispatchContext,
  message: Incoming,
  call: Call,
  text: string,
  error: unknown,
): Promise<Answer> {
  const code = error instanceof SiteError ? error.code : undefined
  const reason = sentence(error)
  context.log.error('a message of a station could not be handled', {
    action: call.action,
    code,
    reason: code ? JSON.stringify((error as SiteError).details) : error instanceof Error ? error.stack : reason,
  })
  const noStorage = code === 'StorageFailed' || code === 'ShuttingDown'
  if (noStorage) return { frame: printError(call.id, 'InternalError', reason), hooks: [] }
  return refuse(context, call, text, { code: 'InternalError', reason, quarantined: message.fact })
}

function keep(run: Run, call: Call, text: string, reason: string) {
  const payload = payloadText(text)
  const factKey = createHash('sha256')
    .update(JSON.stringify([call.action, payload]))
    .digest('base64url')
  run('quarantine.keep', { action: call.action, payload, reason, factKey })
}

function inDraft(call: Call, text: string, at: number, note: string | null): MessageDraft {
  return draftOf({ at, direction: 'in', action: call.action, kind: 'call', messageId: call.id, frame: text, note })
}

function errorDraft(call: Call, frame: string, at: number): MessageDraft {
  return draftOf({ at, direction: 'out', action: call.action, kind: 'error', messageId: call.id, frame })
}

function reportOwn(context: DispatchContext, action: string, frame: string, { errors }: Incoming['response']) {
  const reason = `${errors?.[0]?.instancePath ?? ''} ${errors?.[0]?.message ?? 'does not match its schema'}`.trim()
  context.log.error('an answer of ours does not match its schema', { action, reason })
  context.onOwnViolation({ action, frame, reason })
}

/** What a station may be told of a failure: the advice, never the inside. */
function sentence(error: unknown): string {
  return error instanceof SiteError ? error.message : new SiteError('InternalError').message
}
