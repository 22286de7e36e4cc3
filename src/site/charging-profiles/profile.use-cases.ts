/** Smart charging: profiles that stations keep, what they make of them, and what they can. */
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import type { ChargingProfile } from '../load/charging-profile.ts'
import { type CompositeSchedule, compositeOf } from '../load/composite.ts'
import type { Actor } from '../permissions.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import {
  changeProfile,
  deleteDeadProfiles,
  deleteProfiles,
  insertProfile,
  noticesOf,
  type ProfileRow,
  profileById,
  profileInSlot,
  profilesOfStation,
  profileView,
  putNotice,
  saveTraits,
  sessionOfEvse,
  stationsWithUnconfirmed,
  traitsOf,
  traitsView,
} from './profile.store.ts'
import { type ChargingNotice, type ChargingProfileView, type ChargingTraitsView, checkProfile } from './profile.ts'
import type { ToldTraits } from './profile-charger.ts'
import { orderOf, problemOf, sendStored } from './send-profile.ts'

const station = z.object({ id: z.string() }).strict()
const evseNo = z.number().int().min(0).max(1000)
const purpose = z.enum(['station-max', 'tx-default', 'tx'])
const stackLevel = z.number().int().min(0).max(1000)
const unit = z.enum(['A', 'W'])
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

const profileInput = station
  .extend({
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

const forget = command({
  needs: 'OperateStations',
  input: trusted<{ accountId: string; serialId: string; ids: number[]; filter: unknown }>(),
  run: (context, { accountId, serialId, ids, filter }) => {
    deleteProfiles(context.db, ids)
    writeAudit(context, {
      accountId,
      action: 'profiles.clear',
      subject: `station ${serialId}`,
      after: { filter, profiles: ids },
    })
  },
})

const learn = command({
  needs: 'system',
  input: trusted<{ stationId: number; told: ToldTraits | null }>(),
  run: ({ db, now }, { stationId, told }) => saveTraits(db, stationId, { ...told, readAt: now }),
})

const clean = command({
  needs: 'system',
  input: trusted<{ stationId: number }>(),
  run: ({ db, now }, { stationId }) => deleteDeadProfiles(db, stationId, now),
})

const beginReport = command({
  needs: 'OperateStations',
  input: trusted<{ stationId: number; requestId: number; complete: boolean }>(),
  run: (context, { stationId, requestId, complete }) => {
    const notice = putNotice(context.db, {
      stationId,
      evseNo: 0,
      kind: 'profiles',
      source: 'report',
      receivedAt: context.now,
      data: { requestId, asked: true, complete, profiles: [] },
    })
    context.emit('charging.noted', { ...notice, cleared: false })
  },
})

export const profileUseCases = {
  /** The profiles a station should keep, what it can, and what it has told of charging by itself. */
  'profiles.list': query({
    needs: 'ReadChargingStations',
    input: station,
    run: (
      { db, actor },
      { id },
    ): { profiles: ChargingProfileView[]; traits: ChargingTraitsView; notices: ChargingNotice[] } => {
      const row = stationRow(db, actor, id)
      return {
        profiles: profilesOfStation(db, row.id).map((each) => profileView(db, each)),
        traits: traitsView(db, row.id),
        notices: noticesOf(db, row.id),
      }
    },
  }),

  /**
   * Sets a profile, in the place of one with the same purpose, EVSE and stack level. A `tx` profile is for the session that
   * runs on the EVSE, and ends with it. It is kept with the station, and sent again when that was restarted.
   * @throws SiteError InvalidInput, NoSession, NotSupported, StationOffline, StationRejected, StationTimeout
   */
  'profiles.set': action({
    needs: 'ManageChargingStations',
    input: profileInput,
    run: (context, wanted): Promise<ChargingProfileView> => setProfile(context, wanted, authorOf(context.actor)),
  }),

  /**
   * Takes profiles away: one by its id, or all that fit.
   * @throws SiteError StationOffline, StationRejected, StationTimeout, NotSupported
   */
  'profiles.clear': action({
    needs: 'ManageChargingStations',
    input: station
      .extend({
        profileId: z.number().int().optional(),
        evseNo: evseNo.optional(),
        purpose: purpose.optional(),
        stackLevel: stackLevel.optional(),
      })
      .strict(),
    run: async (context, { id, profileId, ...fits }): Promise<{ outcome: 'cleared' | 'none'; cleared: number }> => {
      const { read, actor, chargers, execute } = context
      const row = stationRow(read, actor, id)
      const filter = profileId === undefined ? fits : { profileId }
      const ids = profilesOfStation(read, row.id)
        .filter((each) =>
          profileId === undefined
            ? (fits.evseNo ?? each.evseNo) === each.evseNo &&
              (fits.purpose ?? each.purpose) === each.purpose &&
              (fits.stackLevel ?? each.stackLevel) === each.stackLevel
            : each.id === profileId,
        )
        .map((each) => each.id)
      const outcome = await chargers.get(row.id).clearChargingProfiles(filter)
      await execute(forget, { accountId: row.accountId, serialId: id, ids, filter })
      return { outcome, cleared: ids.length }
    },
  }),

  /**
   * The limits to come on an EVSE (0: the station as a whole): as the site reckons them from all profiles, and as the station
   * does, where it can be asked (`problem` says why not).
   */
  'profiles.composite': action({
    needs: 'OperateStations',
    input: station
      .extend({
        evseNo: evseNo.default(0),
        durationS: z
          .number()
          .int()
          .min(1)
          .max(7 * 86_400)
          .default(86_400),
        unit: unit.optional(),
      })
      .strict(),
    run: async (
      { read, actor, clock, chargers },
      { id, durationS, ...wanted },
    ): Promise<{ site: CompositeSchedule; station: CompositeSchedule | null; problem: string | null }> => {
      const row = stationRow(read, actor, id)
      const traits = traitsOf(read, row.id)
      const session = wanted.evseNo === 0 ? undefined : sessionOfEvse(read, row.id, wanted.evseNo)
      const rateUnit = wanted.unit ?? traits.units?.[0] ?? 'A'
      const site = compositeOf(
        [...profilesOfStation(read, row.id), ...externalLimits(noticesOf(read, row.id))],
        {
          evseNo: wanted.evseNo,
          session: session ? { transactionId: session.id, startedAt: session.startedAt } : null,
        },
        { from: clock.now(), durationS, unit: rateUnit, supply: traits.supply },
      )
      try {
        const order = { evseNo: wanted.evseNo, durationS, unit: rateUnit }
        return { site, station: await chargers.get(row.id).compositeSchedule(order), problem: null }
      } catch (error) {
        if (!(error instanceof SiteError)) throw error
        return { site, station: null, problem: problemOf(error) }
      }
    },
  }),

  /**
   * Asks a station which profiles it has; they come in parts, and are then in `profiles.list` as the notice of kind `profiles`.
   * @throws SiteError NotSupported (1.6), StationOffline, StationTimeout
   */
  'profiles.read': action({
    needs: 'OperateStations',
    input: station,
    run: async (
      { read, actor, chargers, execute },
      { id },
    ): Promise<{ outcome: 'coming' | 'none'; requestId: number }> => {
      const { id: stationId } = stationRow(read, actor, id)
      const requestId = randomInt(1, 2_147_483_647)
      const charger = chargers.get(stationId)
      await execute(beginReport, { stationId, requestId, complete: false })
      const outcome = await charger.requestChargingProfiles({ requestId })
      if (outcome === 'none') await execute(beginReport, { stationId, requestId, complete: true })
      return { outcome, requestId }
    },
  }),

  /** What a site manager knows better than the station; null takes it back. */
  'profiles.configure': command({
    needs: 'ManageChargingStations',
    input: station
      .extend({
        units: z.array(unit).min(1).max(2).nullish(),
        maxStackLevel: stackLevel.nullish(),
        phases: z.number().int().min(1).max(3).nullish(),
        voltageV: z.number().int().min(90).max(500).nullish(),
      })
      .strict(),
    run: (context, { id, units, maxStackLevel, phases, voltageV }): ChargingTraitsView => {
      const { db, actor } = context
      const row = stationRow(db, actor, id)
      const before = traitsView(db, row.id)
      saveTraits(db, row.id, {
        ...(units === undefined ? {} : { unitsSet: units && [...new Set(units)] }),
        ...(maxStackLevel === undefined ? {} : { maxStackLevelSet: maxStackLevel }),
        ...(phases === undefined ? {} : { phasesSet: phases }),
        ...(voltageV === undefined ? {} : { voltageSet: voltageV }),
      })
      const after = traitsView(db, row.id)
      writeAudit(context, {
        accountId: row.accountId,
        action: 'profiles.configure',
        subject: `station ${id}`,
        before,
        after,
      })
      return after
    },
  }),

  /** Stations (OCPP identities) that have not confirmed a profile. */
  'profiles.unconfirmed': query({
    needs: 'system',
    input: nothing,
    run: ({ db }): string[] => stationsWithUnconfirmed(db),
  }),

  /**
   * When a station connects: what it can is read where it is not known, and profiles that it has not confirmed are sent; after
   * a boot all of them, since it may have lost them.
   */
  'profiles.restore': action({
    needs: 'system',
    input: trusted<{ id: string; booted: boolean }>(),
    run: async (context, { id, booted }): Promise<void> => {
      const { read, actor, execute } = context
      const row = stationRow(read, actor, id)
      const traits = traitsView(read, row.id)
      if (booted || traits.readAt === null) await learnTraits(context, row.id)
      await execute(clean, { stationId: row.id })
      for (const profile of profilesOfStation(read, row.id))
        if (booted || profile.state === 'sent') await sendStored(context, profile)
    },
  }),
}

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

/** Limits from outside as profiles, to reckon with. */
function externalLimits(notices: readonly ChargingNotice[]): ChargingProfile[] {
  return notices.flatMap((notice) =>
    notice.kind === 'limit'
      ? notice.schedules.map((schedule) => ({
          evseNo: notice.evseNo,
          purpose: 'external' as const,
          stackLevel: 0,
          kind: 'absolute' as const,
          recurrency: null,
          validFrom: null,
          validTo: null,
          transactionId: null,
          schedule: { ...schedule, startAt: schedule.startAt ?? notice.receivedAt },
        }))
      : [],
  )
}

/** A station without smart charging is not asked again until it boots. */
async function learnTraits({ chargers, execute, log }: ActionContext, stationId: number) {
  try {
    await execute(learn, { stationId, told: await chargers.get(stationId).chargingTraits() })
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    if (error.code === 'NotSupported' || error.code === 'StationRejected')
      await execute(learn, { stationId, told: null })
    else log.info('a station did not tell what it can do with charging profiles', { stationId, code: error.code })
  }
}

function authorOf(actor: Actor): string {
  return actor.kind === 'user' ? `user ${actor.userId}` : actor.kind
}
