import { asc, eq } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { networkProfile } from '../db/schema.ts'
import type { NetworkProfile } from './device-model-charger.ts'

export type StoredNetworkProfile = NetworkProfile & { writtenAt: number }

export function putNetworkProfile(db: WriteHandle, stationId: number, profile: NetworkProfile, now: number) {
  const { slot, ...rest } = profile
  const values = { profile: rest, writtenAt: now }
  db.insert(networkProfile)
    .values({ stationId, slot, ...values })
    .onConflictDoUpdate({ target: [networkProfile.stationId, networkProfile.slot], set: values })
    .run()
}

export function listNetworkProfiles(db: ReadHandle, stationId: number): StoredNetworkProfile[] {
  return db
    .select()
    .from(networkProfile)
    .where(eq(networkProfile.stationId, stationId))
    .orderBy(asc(networkProfile.slot))
    .all()
    .map(({ slot, profile, writtenAt }) => ({
      ...(profile as unknown as Omit<NetworkProfile, 'slot'>),
      slot,
      writtenAt,
    }))
}
