import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import type { ReadHandle } from '../db/open.ts'
import { SiteError } from '../errors.ts'
import {
  addPart,
  changeInquiry,
  deleteInquiriesBefore,
  deleteInquiry,
  type InquiryRow,
  inquiriesOf,
  inquiryOf,
  openInquiry,
  partsSoFar,
} from '../inquiries/inquiry.store.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationName, stationRow } from '../stations/station.store.ts'
import { action, type CommandContext, command, query, trusted } from '../use-case.ts'
import { type CustomerInquiryView, keptMs, longestAnswer } from './customer.ts'

const kind = 'customer'
const station = z.object({ stationId: z.string() }).strict()
const one = station.extend({ id: z.number().int() }).strict()

const input = station
  .extend({
    /** Who it is about: a tag, or the name that the station's maker has for a customer. */
    idTag: z.string().trim().min(1).max(36).optional(),
    identifier: z.string().trim().min(1).max(64).optional(),
    report: z.boolean().default(true),
    clear: z.boolean().default(false),
  })
  .strict()
  .refine(({ idTag, identifier }) => (idTag === undefined) !== (identifier === undefined), {
    message: 'Give either a tag or an identifier.',
    path: ['idTag'],
  })
  .refine(({ report, clear }) => report || clear, { message: 'Ask to report, to clear, or both.', path: ['report'] })

const open = command({
  needs: 'ManageChargingStations',
  input: trusted<{
    stationId: string
    idTag: string | null
    identifier: string | null
    report: boolean
    clear: boolean
  }>(),
  run: (context, { stationId, ...question }): number => {
    const { db, actor, now } = context
    const at = stationRow(db, actor, stationId)
    deleteInquiriesBefore(db, kind, now - keptMs)
    const author = actor.kind === 'user' ? `user ${actor.userId}` : actor.kind
    const row = openInquiry(db, { stationId: at.id, kind, question, author }, now)
    const { report, clear } = question
    // who it was about is personal: it is in the inquiry, which goes away, and not in the audit, which stays
    writeAudit(context, {
      accountId: at.accountId,
      action: 'customerInformation.ask',
      subject: `station ${stationId}`,
      after: { id: row.id, report, clear },
    })
    tell(context, row)
    return row.id
  },
})

const conclude = command({
  needs: 'ManageChargingStations',
  input: trusted<{ stationId: number; id: number; outcome: 'accepted' | 'refused' | 'unanswered'; problem?: string }>(),
  run: (context, { stationId, id, outcome, problem }): CustomerInquiryView => {
    const row = inquiryOf(context.db, { stationId, kind, id })
    if (!row) throw new SiteError('NotFound', { inquiry: id })
    // the station may tell before it answers
    if (row.state !== 'asked') return viewOf(context.db, row)
    const reports = outcome === 'accepted' && row.question.report === true
    const changes = reports
      ? { state: 'running' as const }
      : { state: outcome === 'accepted' ? ('complete' as const) : outcome, endedAt: context.now }
    return tell(context, changeInquiry(context.db, id, { ...changes, incomplete: problem ?? null }))
  },
})

export const customerUseCases = {
  /** Latest first, without what was told. */
  'customerInformation.list': query({
    needs: 'ManageChargingStations',
    input: station,
    run: ({ db, actor }, { stationId }): CustomerInquiryView[] =>
      inquiriesOf(db, stationRow(db, actor, stationId).id, kind, 100).map((row) => viewOf(db, row)),
  }),

  /** With what was told (so far). */
  'customerInformation.get': query({
    needs: 'ManageChargingStations',
    input: one,
    run: ({ db, actor }, { stationId, id }): CustomerInquiryView & { text: string } => {
      const row = ownInquiry(db, stationRow(db, actor, stationId).id, id)
      return { ...viewOf(db, row), text: row.endedAt === null ? partsSoFar(db, id) : row.answer }
    },
  }),

  /**
   * Asks a station what it keeps about a customer, and with `clear` to forget it. What it tells comes as events.
   * @throws SiteError NotSupported, StationOffline, StationRejected, StationTimeout
   */
  'customerInformation.ask': action({
    needs: 'ManageChargingStations',
    input,
    run: async (
      { read, actor, chargers, execute },
      { stationId, idTag = null, identifier = null, report, clear },
    ): Promise<CustomerInquiryView> => {
      const at = stationRow(read, actor, stationId)
      const charger = chargers.get(at.id)
      const question = { idTag, identifier, report, clear }
      const requestId = await execute(open, { stationId, ...question })
      try {
        await charger.askCustomer({ requestId, ...question })
      } catch (error) {
        const code = error instanceof SiteError ? error.code : 'InternalError'
        const outcome = code === 'StationTimeout' ? 'unanswered' : 'refused'
        await execute(conclude, { stationId: at.id, id: requestId, outcome, problem: code })
        throw error
      }
      return execute(conclude, { stationId: at.id, id: requestId, outcome: 'accepted' })
    },
  }),

  /** Removes an inquiry with all that was told. */
  'customerInformation.remove': command({
    needs: 'ManageChargingStations',
    input: one,
    run: (context, { stationId, id }): void => {
      const { db, actor } = context
      const at = stationRow(db, actor, stationId)
      ownInquiry(db, at.id, id)
      deleteInquiry(db, id)
      writeAudit(context, {
        accountId: at.accountId,
        action: 'customerInformation.remove',
        subject: `station ${stationId}`,
        before: { id },
      })
      context.emit('customer-inquiry.removed', { accountId: at.accountId, stationId, id })
    },
  }),

  /** A part of what a station keeps about a customer. */
  'customerInformation.report': command({
    needs: 'station',
    input: trusted<{ requestId: number; seqNo: number; data: string; last: boolean }>(),
    run: (context, { requestId, ...part }) => {
      const { db, actor, now } = context
      const row = inquiryOf(db, { stationId: stationOf(actor), kind, id: requestId })
      if (!row || row.endedAt !== null) return
      const room = longestAnswer - partsSoFar(db, requestId).length
      const data = part.data.slice(0, Math.max(0, room))
      const incomplete = data.length < part.data.length ? 'The station told more than is kept.' : row.incomplete
      const whole = addPart(db, requestId, { ...part, data })
      const changes =
        whole === undefined
          ? { state: 'running' as const }
          : { state: whole === '' ? ('empty' as const) : ('complete' as const), answer: whole, endedAt: now }
      tell(context, changeInquiry(db, requestId, { ...changes, incomplete, parts: row.parts + 1 }))
    },
  }),
}

function ownInquiry(db: ReadHandle, stationId: number, id: number): InquiryRow {
  const row = inquiryOf(db, { stationId, kind, id })
  if (!row) throw new SiteError('NotFound', { inquiry: id })
  return row
}

function viewOf(db: ReadHandle, row: InquiryRow): CustomerInquiryView {
  const { serialId, accountId } = stationName(db, row.stationId)
  const { id, state, incomplete, author, askedAt, endedAt, question } = row
  const {
    idTag = null,
    identifier = null,
    report,
    clear,
  } = question as {
    idTag?: string | null
    identifier?: string | null
    report?: boolean
    clear?: boolean
  }
  return {
    id,
    accountId,
    stationId: serialId,
    idTag,
    identifier,
    report: report === true,
    clear: clear === true,
    state,
    length: endedAt === null ? partsSoFar(db, id).length : row.answer.length,
    incomplete,
    author,
    askedAt,
    endedAt,
  }
}

function tell(context: CommandContext, row: InquiryRow): CustomerInquiryView {
  const view = viewOf(context.db, row)
  context.emit('customer-inquiry.changed', view)
  return view
}
