/** What stations tell of charging by themselves: limits from outside, what cars need, and the profiles they have (2.0.1). */
import { z } from 'zod'
import { instantOf } from '../instant.ts'
import type { ChargingSchedule } from '../load/charging-profile.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { insertStationEvent, stationRow } from '../stations/station.store.ts'
import { action, type CommandContext, command, trusted } from '../use-case.ts'
import {
  changeProfile,
  deleteNotice,
  findNotice,
  type NoticeKey,
  profilesOfStation,
  putNotice,
  sessionOfEvse,
} from './profile.store.ts'
import type { ChargingNeeds, ChargingNotice, InstalledProfile } from './profile.ts'
import { sendStored } from './send-profile.ts'
import { setProfile } from './set-profile.ts'

const needsAuthor = 'charging needs'

const noteAnswered = command({
  needs: 'system',
  input: trusted<{ stationId: number; evseNo: number }>(),
  run: (context, { stationId, evseNo }) => {
    const key: NoticeKey = { stationId, evseNo, kind: 'needs', source: 'car' }
    const found = findNotice(context.db, key)
    if (found?.kind !== 'needs') return
    put(context, key, { needs: found.needs }, context.now)
  },
})

export const chargingNoticeUseCases = {
  /** Somebody outside of the site limits a station or an EVSE (NotifyChargingLimit). */
  'profiles.reportLimit': command({
    needs: 'station',
    input: trusted<{
      evseNo: number
      source: string
      gridCritical: boolean | null
      schedules: ChargingSchedule[]
    }>(),
    run: (context, { evseNo, source, gridCritical, schedules }) => {
      const key: NoticeKey = { stationId: stationOf(context.actor), evseNo, kind: 'limit', source }
      put(context, key, { gridCritical, schedules })
      report(context, evseNo, { value: source, cleared: false, text: limitText(schedules, gridCritical) })
    },
  }),

  /** That limit is over (ClearedChargingLimit). */
  'profiles.reportLimitCleared': command({
    needs: 'station',
    input: trusted<{ evseNo: number; source: string }>(),
    run: (context, { evseNo, source }) => {
      const stationId = stationOf(context.actor)
      const gone = deleteNotice(context.db, { stationId, evseNo, kind: 'limit', source })
      if (gone) context.emit('charging.noted', { ...gone, cleared: true })
      report(context, evseNo, { value: source, cleared: true, text: null })
    },
  }),

  /**
   * A car says what it needs (NotifyEVChargingNeeds). `at-once`: its session gets a profile now; `later`: as soon as it has one.
   */
  'profiles.reportNeeds': command({
    needs: 'station',
    input: trusted<{ evseNo: number; needs: ChargingNeeds }>(),
    run: (context, { evseNo, needs }): 'at-once' | 'later' => {
      const stationId = stationOf(context.actor)
      put(context, { stationId, evseNo, kind: 'needs', source: 'car' }, { needs })
      return sessionOfEvse(context.db, stationId, evseNo) ? 'at-once' : 'later'
    },
  }),

  /** How a car will use what it was offered (NotifyEVChargingSchedule). */
  'profiles.reportEvSchedule': command({
    needs: 'station',
    input: trusted<{ evseNo: number; timeBase: number | null; schedule: ChargingSchedule }>(),
    run: (context, { evseNo, timeBase, schedule }) => {
      const stationId = stationOf(context.actor)
      const base = instantOf(timeBase, context.now)
      put(
        context,
        { stationId, evseNo, kind: 'ev-schedule', source: 'car' },
        { timeBase: base, schedule: { ...schedule, startAt: schedule.startAt ?? base } },
      )
    },
  }),

  /** One part of the report of a station's profiles (ReportChargingProfiles); also of one that nobody asked for. */
  'profiles.report': command({
    needs: 'station',
    input: trusted<{ requestId: number; last: boolean; profiles: InstalledProfile[] }>(),
    run: (context, { requestId, last, profiles }) => {
      const stationId = stationOf(context.actor)
      const key: NoticeKey = { stationId, evseNo: 0, kind: 'profiles', source: 'report' }
      const before = findNotice(context.db, key)
      const same = before?.kind === 'profiles' && before.requestId === requestId ? before : undefined
      const named = (each: InstalledProfile) => `${each.source} ${each.evseNo} ${each.id}`
      const all = new Map([...(same?.profiles ?? []), ...profiles].map((each) => [named(each), each]))
      const reported = [...all.values()].slice(0, mostReported)
      put(context, key, { requestId, asked: same?.asked ?? false, complete: last, profiles: reported })
      if (last && same?.asked) noteMissing(context, stationId, reported)
    },
  }),

  /** Gives the session of a car what the car can take: its caps and the station's own hold all the same. */
  'profiles.answerNeeds': action({
    needs: 'system',
    input: z.object({ id: z.string(), evseNo: z.number().int() }).strict(),
    run: async (context, { id, evseNo }): Promise<'answered' | 'none'> => {
      const { read, actor, execute } = context
      const { id: stationId } = stationRow(read, actor, id)
      const notice = findNotice(read, { stationId, evseNo, kind: 'needs', source: 'car' })
      const session = sessionOfEvse(read, stationId, evseNo)
      if (notice?.kind !== 'needs' || notice.answeredAt !== null || !session) return 'none'
      // a profile that somebody set for this session is the answer: it is sent once more
      const own = profilesOfStation(read, stationId).find((each) => each.transactionId === session.id)
      if (own) await sendStored(context, own)
      else await setProfile(context, profileFor(id, evseNo, notice.needs), needsAuthor)
      await execute(noteAnswered, { stationId, evseNo })
      return 'answered'
    },
  }),
}

/** A report longer than this is nonsense: stations have room for a few dozen. */
const mostReported = 1000

function put(context: CommandContext, key: NoticeKey, data: object, answeredAt: number | null = null): ChargingNotice {
  const notice = putNotice(context.db, { ...key, receivedAt: context.now, data, answeredAt })
  context.emit('charging.noted', { ...notice, cleared: false })
  return notice
}

/** Limits are in the list of the station's events too, where site managers look for what happened. */
function report(
  { db, actor, now, emit }: CommandContext,
  evseNo: number,
  told: { value: string; cleared: boolean; text: string | null },
) {
  const row = { ...told, stationId: stationOf(actor), at: now, receivedAt: now, trigger: null }
  emit('station.reported', insertStationEvent(db, { ...row, evseNo: evseNo || null, subject: 'ChargingLimit' }))
}

function limitText(schedules: readonly ChargingSchedule[], gridCritical: boolean | null): string | null {
  const limits = schedules.flatMap(({ unit, periods }) => periods.map(({ limit }) => `${limit} ${unit}`))
  const told = [...limits.slice(0, 5), ...(gridCritical ? ['critical for the grid'] : [])]
  return told.length > 0 ? told.join(', ') : null
}

/** What a complete report does not name is not there any more: it is sent again when the station comes back. */
function noteMissing({ db }: CommandContext, stationId: number, reported: readonly InstalledProfile[]) {
  const there = new Set(reported.filter(({ source }) => source === 'CSO').map(({ id }) => id))
  for (const { id, state } of profilesOfStation(db, stationId))
    if (state === 'installed' && !there.has(id))
      changeProfile(db, id, { state: 'sent', problem: 'The station does not have it any more.' })
}

/** All that the car can take; the caps of the station hold beside it. */
function profileFor(id: string, evseNo: number, needs: ChargingNeeds): Parameters<typeof setProfile>[1] {
  const { maxW, maxA, maxV, phases } = needs
  const ampere = maxA ?? mostA
  const limit =
    needs.mode === 'DC'
      ? { unit: 'W' as const, limit: Math.floor(maxW ?? ampere * (maxV ?? mostDcV)) }
      : { unit: 'A' as const, limit: Math.floor(ampere * 10) / 10 }
  return {
    id,
    evseNo,
    purpose: 'tx',
    stackLevel: 0,
    kind: 'absolute',
    schedule: {
      unit: limit.unit,
      periods: [{ startS: 0, limit: limit.limit, phases: needs.mode === 'AC' ? phases : null }],
    },
  }
}

/** Of IEC 61851 mode 3, per phase, and of CCS: where a car does not tell. */
const mostA = 63
const mostDcV = 1000
