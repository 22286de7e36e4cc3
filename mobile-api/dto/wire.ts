import { z } from 'zod'

/** The last instant that RFC 3339 can write: years have four digits. */
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

export const instant = z.iso
  .datetime()
  .meta({ description: 'Instant in UTC, ISO 8601.', example: '2026-03-01T17:30:00.000Z' })

/** Epoch milliseconds as they go over the wire. */
export function isoOf(ms: number): string
export function isoOf(ms: number | null): string | null
export function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.min(ms, latestMs)).toISOString()
}

/** An instant as a phone may send it: with Z or an offset. Inside it is epoch milliseconds. */
export const instantInput = z.iso
  .datetime({ offset: true, message: 'Give an instant like 2026-03-01T17:30:00Z.' })
  .transform((text) => Date.parse(text))
  .meta({ description: 'Instant, ISO 8601 with Z or an offset.', example: '2026-03-01T17:30:00Z' })

/** A whole number in a path or a query, where all is text. */
export function wholeNumber({
  min,
  max,
  ...meta
}: {
  min: number
  max: number
  description: string
  example?: number
}) {
  const message = `Give a whole number from ${min} to ${max}.`
  return z
    .string({ error: message })
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
    .meta({ ...meta, override: { type: 'integer', minimum: min, maximum: max } })
}

/** A part of a list: `next` is the cursor of the following part, null where there is none. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.strictObject({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the following page; null on the last.' }),
  })
}

/** A list that comes whole. */
export function wholeList<T>(items: T[]): { items: T[]; next: null } {
  return { items, next: null }
}

export const watts = z.int().meta({ description: 'W', example: 11040 })
export const wattHours = z.int().meta({ description: 'Wh', example: 7360 })
export const percent = z.number().meta({ description: '%', example: 64 })

export const moneySchema = z
  .strictObject({
    minor: z.int().meta({ description: 'Amount in the smallest unit of the currency, e.g. cents.', example: 221 }),
    currency: z.string().meta({ description: 'ISO 4217.', example: 'EUR' }),
  })
  .meta({ id: 'Money' })

export const priceMicros = z.int().meta({
  description: 'Price per kWh in millionths of the currency: 0.30 EUR is 300000.',
  example: 300000,
})
