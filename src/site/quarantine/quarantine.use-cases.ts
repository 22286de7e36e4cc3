import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { maskedValue } from '../audit/masking.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { action, type CommandContext, command, query, trusted } from '../use-case.ts'
import type { KeptFact } from './fact-replay.ts'
import {
  changeQuarantined,
  listQuarantine,
  type QuarantineRow,
  quarantinedFact,
  quarantineFact,
} from './quarantine.store.ts'
import type { QuarantinedFact } from './quarantine.ts'

const one = z.object({ id: z.number().int() }).strict()
const longestPayload = 256 * 1024

const keepRepair = command({
  needs: 'ManageChargingStations',
  input: trusted<{ id: number; payload: string }>(),
  run: (context, { id, payload }): QuarantinedFact => {
    const { db, actor } = context
    const { row } = quarantinedFact(db, actor, id)
    if (row.resolvedAt !== null) throw resolvedAlready(row)
    changeQuarantined(db, id, { repaired: payload })
    return told(context, id, 'quarantine.repair', {
      before: maskedJson(row.repaired ?? row.payload),
      after: maskedJson(payload),
    })
  },
})

export const quarantineUseCases = {
  /** Latest first: those that wait for a decision, or those that had one. */
  'quarantine.list': query({
    needs: 'ReadTransactions',
    input: z
      .object({
        limit: z.number().int().min(1).max(500).default(100),
        state: z.enum(['open', 'resolved']).default('open'),
        stationId: z.string().optional(),
        before: z.number().int().optional(),
      })
      .strict(),
    run: ({ db, actor }, filter): QuarantinedFact[] => listQuarantine(db, actor, filter),
  }),

  'quarantine.get': query({
    needs: 'ReadTransactions',
    input: one,
    run: ({ db, actor }, { id }): QuarantinedFact => quarantinedFact(db, actor, id).view,
  }),

  /**
   * Keeps a corrected payload beside what came: booking takes that one. It is checked as the station's own would be.
   * @throws SiteError InvalidInput (`fields`: `payload`, or `payload.…` → what is wrong), Conflict: resolved already
   */
  'quarantine.repair': action({
    needs: 'ManageChargingStations',
    input: one.extend({ payload: z.string().min(1).max(longestPayload) }).strict(),
    run: async ({ read, actor, facts, execute }, { id, payload }): Promise<QuarantinedFact> => {
      const { row } = quarantinedFact(read, actor, id)
      if (!isObject(payload))
        throw new SiteError('InvalidInput', { fields: { payload: 'This is no JSON object. Check quotes and commas.' } })
      const fields = await facts.check(factOf(row, payload))
      if (Object.keys(fields).length > 0) throw new SiteError('InvalidInput', { fields })
      return execute(keepRepair, { id, payload })
    },
  }),

  /**
   * Books a fact as if its station had sent it when it came, as it was repaired. Booking it twice books it once.
   * @throws SiteError NotBookable: `reason` says why; Conflict: it was discarded
   */
  'quarantine.book': command({
    needs: 'ManageChargingStations',
    input: one,
    run: (context, { id }): QuarantinedFact => {
      const { db, actor, now } = context
      const { row, view } = quarantinedFact(db, actor, id)
      if (row.resolution === 'booked') return view
      if (row.resolvedAt !== null) throw resolvedAlready(row)
      const station: Actor = {
        kind: 'station',
        door: 'ocpp',
        stationId: row.stationId,
        accountId: view.accountId,
      }
      try {
        const run = context.bookAgain(station, row.receivedAt)
        context.facts.book(run, factOf(row, row.repaired ?? row.payload), row.receivedAt)
      } catch (error) {
        throw notBookable(error)
      }
      changeQuarantined(db, id, { resolution: 'booked', resolvedAt: now, resolvedBy: nameOf(actor) })
      return told(context, id, 'quarantine.book', { after: { action: row.action, repaired: row.repaired !== null } })
    },
  }),

  /** Takes a fact off the list for good, with a reason that is kept. @throws SiteError Conflict: it was booked */
  'quarantine.discard': command({
    needs: 'ManageChargingStations',
    input: one.extend({ reason: z.string().trim().min(1, 'Say why.').max(500) }).strict(),
    run: (context, { id, reason }): QuarantinedFact => {
      const { db, actor, now } = context
      const { row, view } = quarantinedFact(db, actor, id)
      if (row.resolution === 'discarded') return view
      if (row.resolvedAt !== null) throw resolvedAlready(row)
      changeQuarantined(db, id, {
        resolution: 'discarded',
        resolvedAt: now,
        resolvedBy: nameOf(actor),
        resolvedNote: reason,
      })
      return told(context, id, 'quarantine.discard', { after: { action: row.action, reason } })
    },
  }),

  /** A message that carries a fact but can't be understood (wrong type, missing field). */
  'quarantine.keep': command({
    needs: 'station',
    input: trusted<{ action: string; payload: string; reason: string; factKey: string }>(),
    run: (context, fact) => quarantineFact(context, { ...fact, stationId: stationOf(context.actor) }),
  }),
}

function factOf(row: QuarantineRow, payload: string): KeptFact {
  // rows of older versions of this program do not say; 1.6 has these messages alone
  const protocol = row.protocol ?? (row.action === 'TransactionEvent' ? 'ocpp2.0.1' : 'ocpp1.6')
  return { protocol, action: row.action, payload }
}

function told(
  context: CommandContext,
  id: number,
  deed: string,
  change: { before?: unknown; after: unknown },
): QuarantinedFact {
  const { view } = quarantinedFact(context.db, context.actor, id)
  writeAudit(context, {
    accountId: view.accountId,
    action: deed,
    subject: `quarantined message ${id} of station ${view.stationId}`,
    ...change,
  })
  context.emit('quarantine.changed', view)
  return view
}

function notBookable(error: unknown): SiteError {
  if (!(error instanceof SiteError)) throw error
  if (error.code === 'NotBookable' || error.status >= 500) return error
  const { reason, fields } = error.details
  return new SiteError(
    'NotBookable',
    { reason: typeof reason === 'string' ? reason : error.message, ...(fields ? { fields } : {}) },
    error,
  )
}

function resolvedAlready({ resolution }: QuarantineRow): SiteError {
  return new SiteError('Conflict', { reason: `It was ${resolution} already.` })
}

function isObject(payload: string): boolean {
  try {
    const value: unknown = JSON.parse(payload)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function maskedJson(payload: string): unknown {
  try {
    return maskedValue(JSON.parse(payload))
  } catch {
    return '(no JSON)'
  }
}

function nameOf(actor: Actor): string {
  return actor.kind === 'user' ? `user ${actor.userId}` : actor.kind
}
