/** Smart charging: profiles that stations keep, what they make of them, and what they can. */
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import type { ChargingProfile } from '../load/charging-profile.ts'
import { type CompositeSchedule, compositeOf } from '../load/composite.ts'
import type { Actor } from '../permissions.ts'
import { stationRow } from '../stations/station.store.ts'
import { action, command, query, trusted } from '../use-case.ts'
import {
  deleteProfiles,
  noticesOf,
  profilesOfStation,
  profileView,
  putNotice,
  saveTraits,
  sessionOfEvse,
  traitsOf,
  traitsView,
} from './profile.store.ts'
import type { ChargingNotice, ChargingProfileView, ChargingTraitsView } from './profile.ts'
import { problemOf } from './send-profile.ts'
import { evseNo, profileInput, purpose, setProfile, stackLevel, unit } from './set-profile.ts'

const station = z.object({ id: z.string() }).strict()
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

function authorOf(actor: Actor): string {
  return actor.kind === 'user' ? `user ${actor.userId}` : actor.kind
}
