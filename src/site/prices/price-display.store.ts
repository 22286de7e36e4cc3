import { eq } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { priceDisplay, user } from '../db/schema.ts'
import type { PriceDisplay } from './price-display.ts'

export function priceDisplayOf(db: ReadHandle, stationId: number): PriceDisplay {
  const row = statement<[number], { prices: number; costEveryS: number | null }>(
    db,
    'select prices, cost_every_s as costEveryS from price_display where station_id = ?',
  ).get(stationId)
  return { prices: row?.prices === 1, costEveryS: row?.costEveryS ?? null }
}

export function savePriceDisplay(db: WriteHandle, stationId: number, display: PriceDisplay) {
  db.insert(priceDisplay)
    .values({ stationId, ...display })
    .onConflictDoUpdate({ target: priceDisplay.stationId, set: display })
    .run()
}

export interface RunningCost {
  transactionId: number
  stationId: number
  ocppId: string
  costMinor: number
  currency: string
  everyS: number
}

/** Running sessions of stations that are told the cost. */
export function runningCosts(db: ReadHandle): RunningCost[] {
  return statement<[], RunningCost>(
    db,
    `select t.id as transactionId, t.station_id as stationId, t.ocpp_id as ocppId, t.cost_minor as costMinor,
       t.currency as currency, p.cost_every_s as everyS
     from price_display p join connector c on c.station_id = p.station_id join "transaction" t on t.id = c.transaction_id
     where p.cost_every_s is not null and t.stopped_at is null`,
  ).all()
}

export function languageOfUser(db: ReadHandle, userId: string | null): string | null {
  if (userId === null) return null
  return db.select({ language: user.language }).from(user).where(eq(user.id, userId)).get()?.language ?? null
}
