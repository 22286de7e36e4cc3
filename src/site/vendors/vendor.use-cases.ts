import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { maskedValue } from '../audit/masking.ts'
import { ownAccountId } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { stationDoorUseCases, stationOf } from '../stations/door.use-cases.ts'
import { stationName, stationRow } from '../stations/station.store.ts'
import { action, type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import { deleteRule, rulesOf, saveRule } from './vendor.store.ts'
import { ruleFor, type VendorAnswer, type VendorMessage, type VendorRuleView, type VendorStatus } from './vendor.ts'

const longestData = 2_000
const vendorId = z.string().trim().min(1).max(255)
const messageId = z.string().trim().min(1).max(50)
const ruleKey = z.object({
  vendorId: vendorId.toLowerCase(),
  /** Null: every message of the vendor that has no rule of its own. */
  messageId: messageId.nullable(),
})

const noteSent = command({
  needs: 'ManageChargingStations',
  input: trusted<{ accountId: string; id: string; order: unknown; answer: unknown }>(),
  run: (context, { accountId, id, order, answer }) =>
    writeAudit(context, {
      accountId,
      action: 'stations.dataTransfer',
      subject: `station ${id}`,
      after: { order, answer },
    }),
})

export const vendorUseCases = {
  /** What messages of vendors are answered with: shipped rules and the account's own. */
  'vendors.list': query({
    needs: 'ReadChargingStations',
    input: nothing,
    run: ({ db, actor }): VendorRuleView[] =>
      rulesOf(db, ownAccountId(actor)).sort(
        (a, b) => a.vendorId.localeCompare(b.vendorId) || (a.messageId ?? '').localeCompare(b.messageId ?? ''),
      ),
  }),

  /** Instead of the rule for the same vendor and message, if there is one. */
  'vendors.put': command({
    needs: 'ManageChargingStations',
    input: ruleKey
      .extend({ handling: z.enum(['note', 'drop', 'refuse']), note: z.string().trim().max(1000).default('') })
      .strict(),
    run: (context, rule): VendorRuleView => {
      const { db, actor, now } = context
      const accountId = ownAccountId(actor)
      const before = ruleOf(db, accountId, rule)
      saveRule(db, accountId, rule, now)
      const after = ruleOf(db, accountId, rule)
      if (!after) throw new SiteError('InternalError', { reason: 'a rule was not kept' })
      writeAudit(context, { accountId, action: 'vendors.put', subject: `vendor ${rule.vendorId}`, before, after })
      return after
    },
  }),

  /** Removes one of the account's own; a shipped one that it stood for counts again. */
  'vendors.remove': command({
    needs: 'ManageChargingStations',
    input: ruleKey.strict(),
    run: (context, key): void => {
      const { db, actor } = context
      const accountId = ownAccountId(actor)
      const before = ruleOf(db, accountId, key)
      if (!before) throw new SiteError('NotFound', { vendor: key.vendorId })
      if (!deleteRule(db, accountId, key))
        throw new SiteError('Conflict', { reason: 'A shipped rule can not be removed: set another handling.' })
      writeAudit(context, { accountId, action: 'vendors.remove', subject: `vendor ${key.vendorId}`, before })
    },
  }),

  /** A vendor's own message from a station. What nobody here knows is written down too, where a person can read it. */
  'vendors.receive': command({
    needs: 'station',
    input: trusted<VendorMessage>(),
    run: (context, message): VendorStatus => {
      const rule = ruleFor(rulesOf(context.db, stationName(context.db, stationOf(context.actor)).accountId), message)
      const handling = typeof rule === 'object' ? rule.handling : 'note'
      if (handling === 'note') writeDown(context, message)
      if (rule === undefined) return 'unknown-vendor'
      if (rule === 'vendor') return 'unknown-message'
      return handling === 'refuse' ? 'rejected' : 'accepted'
    },
  }),

  /**
   * Sends a vendor's own message to a station. Its refusal is an answer.
   * @throws SiteError StationOffline, StationTimeout
   */
  'stations.dataTransfer': action({
    needs: 'ManageChargingStations',
    input: z
      .object({ id: z.string(), vendorId, messageId: messageId.optional(), data: z.unknown().optional() })
      .strict(),
    run: async (context, { id, ...given }): Promise<VendorAnswer> => {
      const row = stationRow(context.read, context.actor, id)
      const message = { vendorId: given.vendorId, messageId: given.messageId ?? null, data: given.data }
      const answer = await context.chargers.get(row.id).sendVendorMessage(message)
      await context.execute(noteSent, {
        accountId: row.accountId,
        id,
        order: maskedValue(message),
        answer: answer.status,
      })
      return answer
    },
  }),
}

function ruleOf(db: Parameters<typeof rulesOf>[0], accountId: string, key: z.output<typeof ruleKey>) {
  return rulesOf(db, accountId).find((rule) => rule.vendorId === key.vendorId && rule.messageId === key.messageId)
}

function writeDown(context: CommandContext, { vendorId, messageId, data }: VendorMessage) {
  const shown = maskedValue(data)
  const text = shown === undefined ? null : typeof shown === 'string' ? shown : JSON.stringify(shown)
  context.run(stationDoorUseCases['stations.reportEvent'], {
    evseNo: null,
    subject: `DataTransfer ${vendorId}`,
    value: messageId,
    trigger: null,
    cleared: null,
    text: text?.slice(0, longestData) ?? null,
    at: context.now,
  })
}
