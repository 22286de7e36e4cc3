import { type ReadHandle, statement } from '../db/open.ts'
import type { PendingPassword } from './password-rotation.ts'

/**
 * The other password that a station may come with: that of an open rotation; and after its end still, where the station was
 * not seen with the old one since: it may have been switched off for long, and must not be locked out.
 */
export function pendingPassword(db: ReadHandle, stationId: number): PendingPassword | null {
  const row = statement<
    [number],
    { rotationId: string; passwordHash: string; state: string; oldUsedAt: number | null }
  >(
    db,
    `select id as rotationId, password_hash as passwordHash, state, old_used_at as oldUsedAt from password_rotation
     where station_id = ? order by started_at desc, rowid desc limit 1`,
  ).get(stationId)
  if (!row) return null
  const { state, oldUsedAt, ...pending } = row
  const isOpen = state === 'asking' || state === 'waiting'
  if (!isOpen && (state !== 'expired' || oldUsedAt !== null)) return null
  return { ...pending, isOpen }
}
