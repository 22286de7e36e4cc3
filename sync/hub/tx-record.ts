import { z } from 'zod'
import type { Row } from '../protocol/row.ts'

/**
 * A charging session as the hub books it. Wh; money in minor units of `currency`; instants are UTC epoch milliseconds.
 * What else a site tells of a session stays in the stored fields, whole.
 */
const wh = z.int().min(0).nullable().default(null)
const text = z.string().max(200).nullable().default(null)
const instant = z.int().min(0)

const fieldsSchema = z.object({
  revision: z.int().min(1),
  /** Tenant. */
  account: z.string().min(1).max(64),
  /** OCPP identity of the station. */
  station: z.string().min(1).max(255),
  stationName: text,
  evse: z.int().min(0).nullable().default(null),
  connector: z.int().min(0).nullable().default(null),
  startTag: text,
  tagName: text,
  userId: text,
  userName: text,
  startedAt: instant,
  stoppedAt: instant.nullable().default(null),
  meterStartWh: z.int().nullable().default(null),
  meterStopWh: z.int().nullable().default(null),
  startReason: text,
  stopTag: text,
  stopReason: text,
  energyWh: z.int().min(0),
  peakPowerW: wh,
  pricePerKWhMicros: z.int().nullable().default(null),
  currency: z.string().regex(/^[A-Z]{3}$/),
  costMinor: z.int(),
})

export type TxRecord = z.infer<typeof fieldsSchema>

/** A row that can't be booked as a session: the reason goes with it to the dead rows. */
export class RowRefused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** @throws RowRefused */
export function readTx(row: Row): TxRecord {
  if (row.o !== 'put') throw new RowRefused('notAllowed', 'A session is never deleted.')
  const parsed = fieldsSchema.safeParse(row.f)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new RowRefused('invalidFields', `${issue?.path.join('.') ?? 'fields'}: ${issue?.message ?? 'not readable'}`)
}
