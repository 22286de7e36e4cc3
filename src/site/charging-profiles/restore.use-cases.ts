/** What is done by itself when a station comes: it is given its profiles again, and asked what it can. */
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
      const traits = traitsView(read, row.id)
      if (booted || traits.readAt === null) await learnTraits(context, row.id)
      await execute(clean, { stationId: row.id })
      for (const profile of profilesOfStation(read, row.id))
        if (booted || profile.state === 'sent') await sendStored(context, profile)
    },
  }),
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
