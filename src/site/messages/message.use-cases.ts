import { z } from 'zod'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationRow } from '../stations/station.store.ts'
import { command, query, trusted } from '../use-case.ts'
import {
  appendMessages,
  listMessages,
  type MessageDraft,
  messageBack,
  messagesAfter,
  pruneMessages,
} from './message.store.ts'
import type { LoggedMessage } from './message.ts'
import { exportLine, type MessageExportPage } from './message-export.ts'

/** Frames of one page of an export: at most 16 KiB each. */
const exportLimit = 250

/** Of one page, whatever it finds. */
const mostLookedAt = 20_000

const filter = z
  .object({
    stationId: z.string(),
    before: z.number().int().optional(),
    limit: z.number().int().min(1).max(500).default(100),
    action: z.string().max(100).optional(),
    direction: z.enum(['in', 'out']).optional(),
    errorsOnly: z.boolean().optional(),
    search: z.string().max(200).optional(),
  })
  .strict()

export interface MessagePage {
  items: LoggedMessage[]
  /** `before` of the following page; null: there is none. */
  next: number | null
}

export const messageUseCases = {
  /** Frames of a station, in the transaction of the facts they carried. Secrets are masked by the door already. */
  'messages.log': command({
    needs: 'station',
    input: trusted<MessageDraft[]>(),
    run: ({ db, actor, emit }, drafts) => {
      for (const message of appendMessages(db, stationOf(actor), drafts)) emit('message.logged', message)
    },
  }),

  /** Newest first; `before` is the id of the last one seen. `search` looks into action and frame. */
  'messages.list': query({
    needs: 'ManageChargingStations',
    input: filter,
    run: ({ db, actor }, { stationId, ...filter }): LoggedMessage[] => {
      const row = stationRow(db, actor, stationId)
      return listMessages(db, { id: row.id, serialId: row.serialId, accountId: row.accountId }, filter)
    },
  }),

  /**
   * As `messages.list`, for any log: a page looks at no more than 20,000 messages, so that a search for what is not there
   * holds nobody up. `next` goes on where it ended; a page may have few messages, or none, and still have a next one.
   */
  'messages.page': query({
    needs: 'ManageChargingStations',
    input: filter,
    run: ({ db, actor }, { stationId, ...wanted }): MessagePage => {
      const row = stationRow(db, actor, stationId)
      const { id, serialId, accountId } = row
      const from = messageBack(db, id, mostLookedAt, wanted.before)
      const items = listMessages(db, { id, serialId, accountId }, { ...wanted, from })
      const last = items.at(-1)
      if (last && items.length === wanted.limit) return { items, next: last.id }
      return { items, next: from ?? null }
    },
  }),

  /**
   * The log of one station for a file, oldest first, a page at a time: each line is `{at, direction, frame}`. Frames are what
   * the log keeps: secrets are masked, very long ones are cut.
   */
  'messages.export': query({
    needs: 'ManageChargingStations',
    input: z
      .object({
        stationId: z.string(),
        /** Id of the last message of the page before. */
        after: z.number().int().nonnegative().default(0),
        /** Only from this instant on, UTC ms. */
        from: z.number().int().nonnegative().default(0),
      })
      .strict(),
    run: ({ db, actor }, { stationId, after, from }): MessageExportPage => {
      const rows = messagesAfter(db, stationRow(db, actor, stationId).id, { after, from, limit: exportLimit })
      const last = rows.length === exportLimit ? rows.at(-1) : undefined
      return { lines: rows.map(exportLine).join(''), next: last?.id ?? null }
    },
  }),

  /** Bounded by age and by number: the oldest go. */
  'messages.prune': command({
    needs: 'system',
    input: z.object({ olderThan: z.number().int(), keep: z.number().int().min(0) }).strict(),
    run: ({ db }, { olderThan, keep }) => pruneMessages(db, olderThan, keep),
  }),
}
