import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { siteView } from '../setup/site.store.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationById, stationRow } from '../stations/station.store.ts'
import { transactionById } from '../transactions/transaction.store.ts'
import { transactionIdOf } from '../transactions/transaction-view.store.ts'
import { action, command, nothing, query, trusted } from '../use-case.ts'
import {
  languageOfUser,
  priceDisplayOf,
  type RunningCost,
  runningCosts,
  savePriceDisplay,
} from './price-display.store.ts'
import { type DriverMessage, majorOf, type PriceDisplayView, priceMessage, totalMessage } from './price-display.ts'

/** What a station is told of a session's price with the answer to an event of it. */
export interface SessionPrice {
  /** In the currency's own unit; null: the session still runs. */
  total: number | null
  message: DriverMessage
}

export const priceUseCases = {
  /** What drivers are told of prices on a station's screen. */
  'stations.priceDisplay': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string() }).strict(),
    run: ({ db, actor }, { id }): PriceDisplayView => {
      const row = stationRow(db, actor, id)
      return { accountId: row.accountId, id, ...priceDisplayOf(db, row.id) }
    },
  }),

  'stations.setPriceDisplay': command({
    needs: 'ManageChargingStations',
    input: z
      .object({
        id: z.string(),
        prices: z.boolean(),
        costEveryS: z.number().int().min(10, 'At most every 10 seconds.').max(3600).nullable(),
      })
      .strict(),
    run: (context, { id, ...display }): PriceDisplayView => {
      const { db, actor } = context
      const { id: stationId, accountId } = stationRow(db, actor, id)
      const before = priceDisplayOf(db, stationId)
      savePriceDisplay(db, stationId, display)
      writeAudit(context, {
        accountId,
        action: 'stations.setPriceDisplay',
        subject: `station ${id}`,
        before,
        after: display,
      })
      const view = { accountId, id, ...display }
      context.emit('price-display.changed', view)
      return view
    },
  }),

  /** For a station that asks about a tag: the price here, in the driver's language. Null: drivers are told nothing. */
  'prices.ofStation': query({
    needs: 'station',
    input: trusted<{ userId: string | null }>(),
    run: ({ db, actor }, { userId }): DriverMessage | null => {
      const stationId = stationOf(actor)
      if (!priceDisplayOf(db, stationId).prices) return null
      const site = siteView(db)
      const micros = stationById(db, stationId).pricePerKWhMicros ?? site.pricePerKWhMicros
      return priceMessage({ micros, currency: site.currency }, languageOfUser(db, userId))
    },
  }),

  /** For a station that reports a session: its price, and at the end its total. Null: drivers are told nothing. */
  'prices.ofSession': query({
    needs: 'station',
    input: trusted<{ transactionUid: string; ended: boolean }>(),
    run: ({ db, actor }, { transactionUid, ended }): SessionPrice | null => {
      if (!priceDisplayOf(db, stationOf(actor)).prices) return null
      const row = transactionById(db, transactionIdOf(db, actor, transactionUid))
      if (!row) return null
      const language = languageOfUser(db, row.userId)
      if (ended) return { total: majorOf(row.costMinor, row.currency), message: totalMessage(row, language) }
      const price = { micros: row.pricePerKWhMicros, currency: row.currency }
      return { total: null, message: priceMessage(price, language) }
    },
  }),

  /** Tells a station what a running session costs so far. @throws SiteError StationOffline, NotSupported, StationRejected */
  'prices.tellCost': action({
    needs: 'system',
    input: trusted<RunningCost>(),
    run: async ({ chargers }, { stationId, ocppId, costMinor, currency }): Promise<void> =>
      chargers.get(stationId).tellCost({ ocppTransactionId: ocppId, costMinor, currency }),
  }),

  /** Running sessions whose stations are told the cost. */
  'prices.running': query({ needs: 'system', input: nothing, run: ({ db }): RunningCost[] => runningCosts(db) }),
}
