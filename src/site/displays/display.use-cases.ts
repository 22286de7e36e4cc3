import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { changeInquiry, inquiryOf, openInquiry } from '../inquiries/inquiry.store.ts'
import type { Actor } from '../permissions.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationRow } from '../stations/station.store.ts'
import { transactionById, transactionByOcppId } from '../transactions/transaction.store.ts'
import { transactionIdOf } from '../transactions/transaction-view.store.ts'
import { action, type CommandContext, command, query, trusted } from '../use-case.ts'
import {
  changeDisplay,
  type DisplayRow,
  displayById,
  displayByOcppId,
  displayView,
  insertDisplay,
  listDisplays,
  notToldIn,
} from './display.store.ts'
import { type DisplayMessageView, longestContent, type ToldMessage } from './display.ts'

const station = z.object({ stationId: z.string() }).strict()
const instant = z.number().int().nonnegative()
/** A station may not tell more than this in one answer. */
const mostTold = 200

const setInput = station
  .extend({
    content: z.string().trim().min(1).max(longestContent, `A station shows at most ${longestContent} characters.`),
    format: z.enum(['text', 'ascii', 'html', 'uri']).default('text'),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,4})?$/, 'Give a language like de or en-GB.')
      .nullable()
      .default(null),
    priority: z.enum(['always-front', 'in-front', 'normal-cycle']).default('normal-cycle'),
    shownWhile: z.enum(['charging', 'faulted', 'idle', 'unavailable']).nullable().default(null),
    startAt: instant.nullable().default(null),
    endAt: instant.nullable().default(null),
    /** The session that it goes with. */
    transactionUid: z.string().nullable().default(null),
  })
  .strict()

const draft = command({
  needs: 'ManageChargingStations',
  input: trusted<z.output<typeof setInput>>(),
  run: (context, { stationId, ...content }): { row: DisplayRow; ocppTransactionId: string | null } => {
    const { db, actor, now } = context
    const at = stationRow(db, actor, stationId)
    if (content.endAt !== null && content.endAt <= now)
      throw new SiteError('InvalidInput', { fields: { endAt: 'This is over already. Give a later end.' } })
    if (content.startAt !== null && content.endAt !== null && content.endAt <= content.startAt)
      throw new SiteError('InvalidInput', { fields: { endAt: 'The end must be after the start.' } })
    if (content.format === 'ascii' && !/^[\x20-\x7e\r\n]*$/.test(content.content))
      throw new SiteError('InvalidInput', {
        fields: { content: 'ASCII knows no such characters. Choose text instead.' },
      })
    const session =
      content.transactionUid === null
        ? undefined
        : transactionById(db, transactionIdOf(db, actor, content.transactionUid))
    if (content.transactionUid !== null && (session?.stationId !== at.id || session.stoppedAt !== null))
      throw new SiteError('NoSession', { transaction: content.transactionUid })
    const row = insertDisplay(db, {
      ...content,
      stationId: at.id,
      origin: 'site',
      state: 'sent',
      author: authorOf(actor),
      createdAt: now,
    })
    writeAudit(context, {
      accountId: at.accountId,
      action: 'displayMessages.set',
      subject: `station ${stationId}`,
      after: { id: row.id, ...content },
    })
    tell(context, row)
    return { row, ocppTransactionId: session?.ocppId ?? null }
  },
})

const conclude = command({
  needs: 'ManageChargingStations',
  input: trusted<{ id: number; state: DisplayRow['state']; problem?: string | null }>(),
  run: (context, { id, state, problem = null }): DisplayMessageView => {
    const confirmedAt = state === 'shown' || state === 'cleared' ? { confirmedAt: context.now } : {}
    return tell(context, changeDisplay(context.db, id, { state, problem, ...confirmedAt }))
  },
})

const noteCleared = command({
  needs: 'ManageChargingStations',
  input: trusted<{ accountId: string; subject: string; id: number; outcome: string }>(),
  run: (context, { accountId, subject, id, outcome }) =>
    writeAudit(context, { accountId, action: 'displayMessages.clear', subject, after: { id, outcome } }),
})

const ask = command({
  needs: 'ManageChargingStations',
  input: trusted<{ stationId: number }>(),
  run: ({ db, actor, now }, { stationId }) =>
    openInquiry(db, { stationId, kind: 'display-messages', question: {}, author: authorOf(actor) }, now).id,
})

const answered = command({
  needs: 'ManageChargingStations',
  input: trusted<{ stationId: number; requestId: number; answer: 'coming' | 'none' | 'refused' | 'unanswered' }>(),
  run: (context, { stationId, requestId, answer }) => {
    const row = inquiryOf(context.db, { stationId, kind: 'display-messages', id: requestId })
    // the station may tell its messages before it answers
    if (row?.state !== 'asked') return
    const state = answer === 'coming' ? 'running' : answer === 'none' ? 'empty' : answer
    changeInquiry(context.db, requestId, { state, ...(answer === 'coming' ? {} : { endedAt: context.now }) })
    if (answer === 'none') forgetUntold(context, stationId, requestId)
  },
})

export const displayUseCases = {
  /** Latest first, with what was taken away lately. */
  'displayMessages.list': query({
    needs: 'ReadChargingStations',
    input: station,
    run: ({ db, actor, now }, { stationId }): DisplayMessageView[] =>
      listDisplays(db, stationRow(db, actor, stationId).id, now),
  }),

  /**
   * Writes on a station's screen.
   * @throws SiteError NotSupported, StationOffline, StationRejected, StationTimeout: the message is listed with what became of it
   */
  'displayMessages.set': action({
    needs: 'ManageChargingStations',
    input: setInput,
    run: async ({ read, actor, chargers, execute }, input): Promise<DisplayMessageView> => {
      const charger = chargers.get(stationRow(read, actor, input.stationId).id)
      const { row, ocppTransactionId } = await execute(draft, input)
      try {
        await charger.showMessage({ ...row, ocppTransactionId })
      } catch (error) {
        const code = error instanceof SiteError ? error.code : 'InternalError'
        const told = error instanceof SiteError ? (error.details.reason ?? error.details.answer) : undefined
        const problem = [code, typeof told === 'string' ? told : ''].filter(Boolean).join(': ')
        await execute(conclude, { id: row.id, state: code === 'StationTimeout' ? 'unanswered' : 'refused', problem })
        throw error
      }
      return execute(conclude, { id: row.id, state: 'shown' })
    },
  }),

  /** Takes a message off the screen; one that the station does not know (any more) is off already. */
  'displayMessages.clear': action({
    needs: 'ManageChargingStations',
    input: station.extend({ id: z.number().int() }).strict(),
    run: async ({ read, actor, chargers, execute }, { stationId, id }): Promise<DisplayMessageView> => {
      const at = stationRow(read, actor, stationId)
      const { ocppId } = displayById(read, at.id, id)
      const outcome = await chargers.get(at.id).clearMessage({ ocppId })
      await execute(noteCleared, { accountId: at.accountId, subject: `station ${stationId}`, id, outcome })
      return execute(conclude, { id, state: outcome === 'cleared' ? 'cleared' : 'gone' })
    },
  }),

  /** Asks the station which messages it has: what it tells comes as events, and into the list. */
  'displayMessages.refresh': action({
    needs: 'ManageChargingStations',
    input: station,
    run: async ({ read, actor, chargers, execute }, { stationId }): Promise<{ outcome: 'coming' | 'none' }> => {
      const { id } = stationRow(read, actor, stationId)
      const charger = chargers.get(id)
      const requestId = await execute(ask, { stationId: id })
      try {
        const outcome = await charger.askMessages({ requestId })
        await execute(answered, { stationId: id, requestId, answer: outcome })
        return { outcome }
      } catch (error) {
        const timeout = error instanceof SiteError && error.code === 'StationTimeout'
        await execute(answered, { stationId: id, requestId, answer: timeout ? 'unanswered' : 'refused' })
        throw error
      }
    },
  }),

  /** Messages that a station tells. After the last part, what it did not tell is gone from its screen. */
  'displayMessages.report': command({
    needs: 'station',
    input: trusted<{ requestId: number; messages: ToldMessage[]; last: boolean }>(),
    run: (context, { requestId, messages, last }) => {
      const { db, actor, now } = context
      const stationId = stationOf(actor)
      const inquiry = inquiryOf(db, { stationId, kind: 'display-messages', id: requestId })
      for (const told of messages.slice(0, mostTold)) book(context, stationId, requestId, told)
      // an answer to nobody's question, or one that has come already, says nothing of what is missing
      if (!inquiry || inquiry.endedAt !== null) return
      const parts = inquiry.parts + messages.length
      if (!last) return void changeInquiry(db, requestId, { state: 'running', parts })
      changeInquiry(db, requestId, { state: 'complete', parts, endedAt: now })
      forgetUntold(context, stationId, requestId)
    },
  }),
}

function book(context: CommandContext, stationId: number, requestId: number, told: ToldMessage) {
  const { db, now } = context
  const { ocppTransactionId, ocppId, ...content } = told
  const session = ocppTransactionId === null ? undefined : transactionByOcppId(db, stationId, ocppTransactionId)
  const news = {
    ...content,
    transactionUid: session?.uid ?? null,
    state: 'shown' as const,
    problem: null,
    confirmedAt: now,
    toldIn: requestId,
  }
  const known = displayByOcppId(db, stationId, ocppId)
  const row = known
    ? changeDisplay(db, known.id, news)
    : insertDisplay(db, { ...news, stationId, ocppId, origin: 'station', author: null, createdAt: now })
  tell(context, row)
}

function forgetUntold(context: CommandContext, stationId: number, requestId: number) {
  for (const row of notToldIn(context.db, stationId, requestId))
    tell(context, changeDisplay(context.db, row.id, { state: 'gone' }))
}

function tell(context: CommandContext, row: DisplayRow): DisplayMessageView {
  const view = displayView(context.db, row, context.now)
  context.emit('display-message.changed', view)
  return view
}

function authorOf(actor: Actor): string {
  return actor.kind === 'user' ? `user ${actor.userId}` : actor.kind
}
