/** What is done by itself when a station comes: it is given its profiles again, and asked what it can. */
import type { Chargers } from '../charger.ts'
import { SiteError } from '../errors.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, command, nothing, query, trusted } from '../use-case.ts'
import {
  deleteDeadProfiles,
  profilesOfStation,
  saveTraits,
  stationsWithUnconfirmed,
  traitsView,
} from './profile.store.ts'
import type { ToldTraits } from './profile-charger.ts'
import { sendStored } from './send-profile.ts'

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

export const profileRestoreUseCases = {
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
      const isUnknown = traitsView(read, row.id).readAt === null
      await execute(clean, { stationId: row.id })
      const due = profilesOfStation(read, row.id).filter((profile) => booted || profile.state === 'sent')
      // a limit fits what the station can do; what that is now is asked when nobody waits for the answer
      if (due.length > 0 && isUnknown) await learnTraits(context, context.chargers, row.id)
      for (const profile of due) await sendStored(context, profile)
      if (booted || isUnknown) await learnTraits(context, context.chargers.background(), row.id)
    },
  }),
}

/** A station without smart charging is not asked again until it boots. */
async function learnTraits({ execute, log }: ActionContext, chargers: Chargers, stationId: number) {
  try {
    await execute(learn, { stationId, told: await chargers.get(stationId).chargingTraits() })
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    if (error.code === 'NotSupported' || error.code === 'StationRejected')
      await execute(learn, { stationId, told: null })
    else log.info('a station did not tell what it can do with charging profiles', { stationId, code: error.code })
  }
}
