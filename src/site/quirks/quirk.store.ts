import { and, eq } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { quirkProfile, station } from '../db/schema.ts'
import {
  adaptSchema,
  type QuirkAdaptation,
  type QuirkMatch,
  type QuirkProfile,
  type QuirkProfileView,
  type Quirks,
  quirksOf,
  type StationIdentity,
} from './quirk.ts'
import { shippedProfiles } from './shipped-profiles.ts'

/** Shipped ones, where the account has none of the same id; then its own. */
export function profilesOf(db: ReadHandle, accountId: string): QuirkProfileView[] {
  const own = db.select().from(quirkProfile).where(eq(quirkProfile.accountId, accountId)).all()
  const replaced = new Set(own.map(({ id }) => id))
  const shippedIds = new Set(shippedProfiles.map(({ id }) => id))
  return [
    ...shippedProfiles
      .filter(({ id }) => !replaced.has(id))
      .map((each) => ({ ...each, accountId, origin: 'shipped' as const, changedAt: null })),
    ...own.map(({ match, adapt, ...row }) => ({
      ...row,
      match: match as QuirkMatch,
      // an adaptation that a later version knows no more is none
      adapt: adaptSchema.safeParse(adapt).data ?? ({} satisfies QuirkAdaptation),
      origin: shippedIds.has(row.id) ? ('changed' as const) : ('own' as const),
    })),
  ]
}

export function saveProfile(db: WriteHandle, accountId: string, profile: QuirkProfile, now: number) {
  const { id, ...values } = profile
  const row = { ...values, match: values.match as Record<string, string>, changedAt: now }
  db.insert(quirkProfile)
    .values({ accountId, id, ...row })
    .onConflictDoUpdate({ target: [quirkProfile.accountId, quirkProfile.id], set: row })
    .run()
}

/** @returns whether there was one */
export function deleteProfile(db: WriteHandle, accountId: string, id: string): boolean {
  const own = and(eq(quirkProfile.accountId, accountId), eq(quirkProfile.id, id))
  return db.delete(quirkProfile).where(own).run().changes > 0
}

export function identityOf(row: typeof station.$inferSelect): StationIdentity {
  const { serialId, vendor, model, firmware } = row
  return { stationId: serialId, vendor, model, firmware }
}

/** What is different about a station; `told` counts more than what is known of it (a station that is just booting). */
export function quirksOfStation(db: ReadHandle, id: number, told: Partial<StationIdentity> = {}): Quirks {
  const row = db.select().from(station).where(eq(station.id, id)).get()
  if (!row) return quirksOf([], { stationId: '', vendor: null, model: null, firmware: null })
  return quirksOf(profilesOf(db, row.accountId), { ...identityOf(row), ...told })
}
