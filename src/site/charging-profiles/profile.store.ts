import { and, asc, eq, inArray, isNotNull, isNull, lte } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { chargingNotice, chargingProfile, chargingTraits, station, transaction } from '../db/schema.ts'
import type { ChargingTraits } from '../load/adapt-profile.ts'
import type { ChargingProfile } from '../load/charging-profile.ts'
import { europeanSupply } from '../load/units.ts'
import { quirksOfStation } from '../quirks/quirk.store.ts'
import { stationName } from '../stations/station.store.ts'
import type { ChargingNotice, ChargingProfileView, ChargingTraitsView } from './profile.ts'

export type ProfileRow = typeof chargingProfile.$inferSelect
export type TraitsRow = typeof chargingTraits.$inferSelect

/** In the order in which a station should get them: caps first. */
const purposes = ['station-max', 'tx-default', 'tx'] as const

export function profilesOfStation(db: ReadHandle, stationId: number): ProfileRow[] {
  return db
    .select()
    .from(chargingProfile)
    .where(eq(chargingProfile.stationId, stationId))
    .orderBy(asc(chargingProfile.id))
    .all()
    .sort((a, b) => purposes.indexOf(a.purpose) - purposes.indexOf(b.purpose))
}

export function profileById(db: ReadHandle, id: number): ProfileRow | undefined {
  return db.select().from(chargingProfile).where(eq(chargingProfile.id, id)).get()
}

/** The one that a new profile takes the place of: same purpose, EVSE, stack level and session. */
export function profileInSlot(
  db: ReadHandle,
  stationId: number,
  { purpose, evseNo, stackLevel, transactionId }: ChargingProfile,
): ProfileRow | undefined {
  if (purpose === 'external') return undefined
  return db
    .select()
    .from(chargingProfile)
    .where(
      and(
        eq(chargingProfile.stationId, stationId),
        eq(chargingProfile.purpose, purpose),
        eq(chargingProfile.evseNo, evseNo),
        eq(chargingProfile.stackLevel, stackLevel),
        transactionId === null
          ? isNull(chargingProfile.transactionId)
          : eq(chargingProfile.transactionId, transactionId),
      ),
    )
    .get()
}

export function insertProfile(db: WriteHandle, row: typeof chargingProfile.$inferInsert): ProfileRow {
  return db.insert(chargingProfile).values(row).returning().get()
}

export function changeProfile(
  db: WriteHandle,
  id: number,
  changes: Partial<typeof chargingProfile.$inferInsert>,
): ProfileRow | undefined {
  return db.update(chargingProfile).set(changes).where(eq(chargingProfile.id, id)).returning().get()
}

export function deleteProfiles(db: WriteHandle, ids: readonly number[]) {
  if (ids.length > 0)
    db.delete(chargingProfile)
      .where(inArray(chargingProfile.id, [...ids]))
      .run()
}

/** Profiles of sessions that have ended, and those whose time is over. */
export function deleteDeadProfiles(db: WriteHandle, stationId: number, now: number) {
  const ended = db
    .select({ id: chargingProfile.id })
    .from(chargingProfile)
    .innerJoin(transaction, eq(transaction.id, chargingProfile.transactionId))
    .where(and(eq(chargingProfile.stationId, stationId), isNotNull(transaction.stoppedAt)))
    .all()
  deleteProfiles(
    db,
    ended.map(({ id }) => id),
  )
  db.delete(chargingProfile)
    .where(and(eq(chargingProfile.stationId, stationId), lte(chargingProfile.validTo, now)))
    .run()
}

/** OCPP identities of stations with a profile that they have not confirmed. */
export function stationsWithUnconfirmed(db: ReadHandle): string[] {
  return db
    .selectDistinct({ serialId: station.serialId })
    .from(chargingProfile)
    .innerJoin(station, eq(station.id, chargingProfile.stationId))
    .where(and(eq(chargingProfile.state, 'sent'), isNull(station.deletedAt)))
    .all()
    .map(({ serialId }) => serialId)
}

/** A session's own profiles die with it, at the station by itself. */
export function deleteProfilesOfSession(db: WriteHandle, transactionId: number) {
  statement(db, 'delete from charging_profile where transaction_id = ?').run(transactionId)
}

export function profileView(db: ReadHandle, row: ProfileRow): ChargingProfileView {
  const { stationId, transactionId, ...rest } = row
  const session = transactionId === null ? undefined : sessionById(db, transactionId)
  return { ...rest, stationId: stationName(db, stationId).serialId, transactionUid: session?.uid ?? null }
}

export interface SessionRow {
  id: number
  uid: string
  ocppId: string
  startedAt: number
  stoppedAt: number | null
}

const sessionColumns = {
  id: transaction.id,
  uid: transaction.uid,
  ocppId: transaction.ocppId,
  startedAt: transaction.startedAt,
  stoppedAt: transaction.stoppedAt,
}

export function sessionById(db: ReadHandle, id: number): SessionRow | undefined {
  return db.select(sessionColumns).from(transaction).where(eq(transaction.id, id)).get()
}

/** The running session of an EVSE. */
export function sessionOfEvse(db: ReadHandle, stationId: number, evseNo: number): SessionRow | undefined {
  return statement<[number, number], SessionRow>(
    db,
    `select t.id, t.uid, t.ocpp_id as ocppId, t.started_at as startedAt, t.stopped_at as stoppedAt
     from connector c join "transaction" t on t.id = c.transaction_id
     where c.station_id = ? and c.evse_no = ? and t.stopped_at is null order by t.started_at desc limit 1`,
  ).get(stationId, evseNo)
}

export function traitsRow(db: ReadHandle, stationId: number): TraitsRow | undefined {
  return db.select().from(chargingTraits).where(eq(chargingTraits.stationId, stationId)).get()
}

export function saveTraits(db: WriteHandle, stationId: number, changes: Partial<Omit<TraitsRow, 'stationId'>>) {
  db.insert(chargingTraits)
    .values({ stationId, ...changes })
    .onConflictDoUpdate({ target: chargingTraits.stationId, set: { stationId, ...changes } })
    .run()
}

export function traitsView(db: ReadHandle, stationId: number): ChargingTraitsView {
  const row = traitsRow(db, stationId)
  const { units, maxStackLevel, supply } = traitsOf(db, stationId)
  const set = {
    units: row?.unitsSet,
    maxStackLevel: row?.maxStackLevelSet,
    phases: row?.phasesSet,
    voltageV: row?.voltageSet,
  }
  return {
    units: units === null ? null : [...units],
    maxStackLevel,
    maxPeriods: row?.maxPeriods ?? null,
    maxProfiles: row?.maxProfiles ?? null,
    phases: supply.phases,
    voltageV: supply.voltageV,
    set: (Object.keys(set) as (keyof typeof set)[]).filter((key) => set[key] != null),
    readAt: row?.readAt ?? null,
  }
}

/** A site manager is right, then what is known of the model, then what the station tells of itself. */
export function traitsOf(db: ReadHandle, stationId: number): ChargingTraits {
  const row = traitsRow(db, stationId)
  const quirks = quirksOfStation(db, stationId)
  return {
    units: row?.unitsSet ?? (quirks.unit ? [quirks.unit] : (row?.units ?? null)),
    maxStackLevel: row?.maxStackLevelSet ?? quirks.stackLevelMax ?? row?.maxStackLevel ?? null,
    maxPeriods: row?.maxPeriods ?? null,
    supply: {
      phases: row?.phasesSet ?? row?.phases ?? europeanSupply.phases,
      voltageV: row?.voltageSet ?? europeanSupply.voltageV,
    },
    relativeOnly: quirks.relativeProfiles,
    noStationMax: quirks.noStationMaxProfile,
    zeroLimit: quirks.zeroLimit,
  }
}

type NoticeRow = typeof chargingNotice.$inferSelect
export type NoticeKey = Pick<NoticeRow, 'stationId' | 'evseNo' | 'kind' | 'source'>

const keyOf = ({ stationId, evseNo, kind, source }: NoticeKey) =>
  and(
    eq(chargingNotice.stationId, stationId),
    eq(chargingNotice.evseNo, evseNo),
    eq(chargingNotice.kind, kind),
    eq(chargingNotice.source, source),
  )

export function putNotice(db: WriteHandle, row: typeof chargingNotice.$inferInsert): ChargingNotice {
  const { stationId, evseNo, kind, source, ...changes } = { answeredAt: null, ...row }
  const stored = db
    .insert(chargingNotice)
    .values({ stationId, evseNo, kind, source, ...changes })
    .onConflictDoUpdate({
      target: [chargingNotice.stationId, chargingNotice.evseNo, chargingNotice.kind, chargingNotice.source],
      set: changes,
    })
    .returning()
    .get()
  return noticeOf(db, stored)
}

export function findNotice(db: ReadHandle, key: NoticeKey): ChargingNotice | undefined {
  const row = db.select().from(chargingNotice).where(keyOf(key)).get()
  return row && noticeOf(db, row)
}

/** @returns the one that was there */
export function deleteNotice(db: WriteHandle, key: NoticeKey): ChargingNotice | undefined {
  const found = findNotice(db, key)
  db.delete(chargingNotice).where(keyOf(key)).run()
  return found
}

export function noticesOf(db: ReadHandle, stationId: number): ChargingNotice[] {
  return db
    .select()
    .from(chargingNotice)
    .where(eq(chargingNotice.stationId, stationId))
    .all()
    .map((row) => noticeOf(db, row))
}

/** `data` was written by `putNotice` with the shape of its kind. */
function noticeOf(db: ReadHandle, row: NoticeRow): ChargingNotice {
  const { serialId, accountId } = stationName(db, row.stationId)
  const { evseNo, kind, source, receivedAt, answeredAt, data } = row
  const id = `${serialId} ${evseNo} ${kind} ${source}`
  const base = { id, accountId, stationId: serialId, evseNo, kind, source, receivedAt }
  return { ...base, ...(data as object), ...(kind === 'needs' ? { answeredAt } : {}) } as ChargingNotice
}
