/** How a profile is set: checked, written down, sent, and what became of it. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import type { ChargingProfile } from '../load/charging-profile.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, type CommandContext, command, trusted } from '../use-case.ts'
import {
  changeProfile,
  deleteDeadProfiles,
  deleteProfiles,
  insertProfile,
  type ProfileRow,
  profileById,
  profileInSlot,
  profileView,
  sessionOfEvse,
} from './profile.store.ts'
import { type ChargingProfileView, checkProfile } from './profile.ts'
import { orderOf } from './send-profile.ts'

export const evseNo = z.number().int().min(0).max(1000)
export const purpose = z.enum(['station-max', 'tx-default', 'tx'])
export const stackLevel = z.number().int().min(0).max(1000)
export const unit = z.enum(['A', 'W'])
const instant = z.number().int().nonnegative()
/** The protocols carry one decimal. */
const rate = z.number().min(0).max(10_000_000).multipleOf(0.1, 'A limit has at most one decimal.')

const scheduleInput = z
  .object({
    unit,
    startAt: instant.nullish(),
    durationS: z.number().int().min(1).max(2_147_483_647).nullish(),
    minRate: rate.nullish(),
    periods: z
      .array(
        z
          .object({
            startS: z.number().int().min(0).max(2_147_483_647),
            limit: rate,
            phases: z.number().int().min(1).max(3).nullish(),
          })
          .strict(),
      )
      .min(1)
      .max(1024),
  })
  .strict()

export const profileInput = z
  .object({
    id: z.string(),
    evseNo: evseNo.default(0),
    purpose,
    stackLevel: stackLevel.default(0),
    kind: z.enum(['absolute', 'recurring', 'relative']),
    recurrency: z.enum(['daily', 'weekly']).nullish(),
    validFrom: instant.nullish(),
    validTo: instant.nullish(),
    schedule: scheduleInput,
  })
  .strict()

const claim = command({
  needs: 'OperateStations',
  input: trusted<{ wanted: z.output<typeof profileInput>; author: string }>(),
  run: (context, { wanted, author }): { row: ProfileRow; before: ProfileRow | null } => {
    const { db, actor, now, chargers } = context
    const place = stationRow(db, actor, wanted.id)
    const profile = profileOf(context, place.id, wanted)
    checkProfile(profile, now)
    if (!chargers.isReady(place.id)) throw new SiteError('StationOffline', { station: wanted.id })
    deleteDeadProfiles(db, place.id, now)
    const { purpose: ours, ...values } = profile
    const fresh = { ...values, purpose: ours as ProfileRow['purpose'], author, createdAt: now, problem: null }
    const before = profileInSlot(db, place.id, profile) ?? null
    // the same id: 2.0.1 takes no second profile in the same place (K01.FR.06)
    const row = before
      ? changeProfile(db, before.id, { ...fresh, state: 'sent' })
      : insertProfile(db, { ...fresh, stationId: place.id, state: 'sent' })
    if (!row) throw new SiteError('Conflict')
    orderOf(db, row)
    return { row, before }
  },
})

const conclude = command({
  needs: 'OperateStations',
  input: trusted<{ serialId: string; row: ProfileRow; before: ProfileRow | null; failed: string | null }>(),
  run: (context, { serialId, row, before, failed }): ChargingProfileView => {
    const { db, now, actor } = context
    if (failed === null) {
      const { accountId } = stationRow(db, actor, serialId)
      writeAudit(context, {
        accountId,
        action: 'profiles.set',
        subject: `station ${serialId}`,
        before: before ?? undefined,
        after: row,
      })
      changeProfile(db, row.id, { state: 'installed', problem: null, sentAt: now })
    } else if (failed === 'StationTimeout') {
      // it may have it or not: it is sent again when the station is back
      changeProfile(db, row.id, { problem: failed, sentAt: now })
    } else if (before) {
      const { id, ...values } = before
      changeProfile(db, id, values)
    } else deleteProfiles(db, [row.id])
    return profileView(db, profileById(db, row.id) ?? row)
  },
})

/** For use cases of other parts of the site that set limits. */
export async function setProfile(
  { chargers, execute, read }: ActionContext,
  wanted: z.output<typeof profileInput>,
  author: string,
): Promise<ChargingProfileView> {
  const { row, before } = await execute(claim, { wanted, author })
  try {
    await chargers.get(row.stationId).setChargingProfile(orderOf(read, row))
  } catch (error) {
    const code = error instanceof SiteError ? error.code : 'InternalError'
    await execute(conclude, { serialId: wanted.id, row, before, failed: code })
    throw error
  }
  return execute(conclude, { serialId: wanted.id, row, before, failed: null })
}

function profileOf(
  { db, now }: CommandContext,
  stationId: number,
  { evseNo: at, schedule, ...wanted }: z.output<typeof profileInput>,
): ChargingProfile {
  const session = wanted.purpose === 'tx' && at > 0 ? sessionOfEvse(db, stationId, at) : undefined
  if (wanted.purpose === 'tx' && at > 0 && !session) throw new SiteError('NoSession', { evseNo: at })
  const startAt = schedule.startAt ?? (wanted.kind === 'absolute' ? (wanted.validFrom ?? startOf(schedule, now)) : null)
  return {
    evseNo: at,
    purpose: wanted.purpose,
    stackLevel: wanted.stackLevel,
    kind: wanted.kind,
    recurrency: wanted.recurrency ?? null,
    validFrom: wanted.validFrom ?? null,
    validTo: wanted.validTo ?? null,
    transactionId: session?.id ?? null,
    schedule: {
      unit: schedule.unit,
      startAt,
      durationS: schedule.durationS ?? null,
      minRate: schedule.minRate ?? null,
      periods: schedule.periods.map(({ phases, ...period }) => ({ ...period, phases: phases ?? null })),
    },
  }
}

/**
 * When an absolute schedule begins that names no start: now. One that never changes begins long before, so that it holds at
 * once at a station whose clock is slow.
 */
function startOf({ durationS, periods }: z.output<typeof scheduleInput>, now: number): number {
  return durationS == null && periods.length === 1 ? now - 86_400_000 : now
}
