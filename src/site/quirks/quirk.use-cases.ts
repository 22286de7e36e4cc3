import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { ownAccountId } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { checkSpoken } from '../stations/protocol-name.ts'
import { stationRow } from '../stations/station.store.ts'
import { command, nothing, query, trusted } from '../use-case.ts'
import { deleteProfile, identityOf, profilesOf, quirksOfStation, saveProfile } from './quirk.store.ts'
import {
  adaptSchema,
  matchingProfiles,
  matchSchema,
  type QuirkProfileView,
  type Quirks,
  quirksOf,
  type StationIdentity,
} from './quirk.ts'

export const quirkUseCases = {
  /** Shipped ones and the account's own, by name. */
  'quirks.list': query({
    needs: 'ReadChargingStations',
    input: nothing,
    run: ({ db, actor }): QuirkProfileView[] =>
      profilesOf(db, ownAccountId(actor)).sort((a, b) => a.name.localeCompare(b.name)),
  }),

  /** A new one, or with `id` instead of the one that has it: a shipped one is changed or switched off like this. */
  'quirks.put': command({
    needs: 'ManageChargingStations',
    input: z
      .object({
        id: z.string().trim().min(1).max(60).optional(),
        name: z.string().trim().min(1).max(100),
        match: matchSchema,
        adapt: adaptSchema,
        note: z.string().trim().max(1000).default(''),
        enabled: z.boolean().default(true),
      })
      .strict(),
    run: (context, { id = randomUUID(), ...given }): QuirkProfileView => {
      const { db, actor, now, chargers } = context
      checkSpoken(chargers, 'assumesSubprotocol', given.adapt.assumesSubprotocol)
      const accountId = ownAccountId(actor)
      const before = profilesOf(db, accountId).find((each) => each.id === id)
      saveProfile(db, accountId, { id, ...given }, now)
      const profile = profilesOf(db, accountId).find((each) => each.id === id)
      if (!profile) throw new SiteError('InternalError', { reason: 'a profile was not kept' })
      writeAudit(context, { accountId, action: 'quirks.put', subject: `quirk profile ${id}`, before, after: profile })
      context.emit('quirks.changed', { accountId, id, profile })
      return profile
    },
  }),

  /** Removes one of the account's own; a shipped one that it stood for counts again. @returns that one, or null */
  'quirks.remove': command({
    needs: 'ManageChargingStations',
    input: z.object({ id: z.string() }).strict(),
    run: (context, { id }): QuirkProfileView | null => {
      const { db, actor } = context
      const accountId = ownAccountId(actor)
      const before = profilesOf(db, accountId).find((each) => each.id === id)
      if (!before) throw new SiteError('NotFound', { profile: id })
      if (!deleteProfile(db, accountId, id))
        throw new SiteError('Conflict', { reason: 'A shipped profile can not be removed: switch it off.' })
      const profile = profilesOf(db, accountId).find((each) => each.id === id) ?? null
      writeAudit(context, { accountId, action: 'quirks.remove', subject: `quirk profile ${id}`, before })
      context.emit('quirks.changed', { accountId, id, profile })
      return profile
    },
  }),

  /** Which profiles apply to a station (the more exact ones last), and what they come to. */
  'quirks.ofStation': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string() }).strict(),
    run: ({ db, actor }, { id }): { profiles: QuirkProfileView[]; quirks: Quirks } => {
      const row = stationRow(db, actor, id)
      const all = profilesOf(db, row.accountId)
      const identity = identityOf(row)
      return { profiles: matchingProfiles(all, identity), quirks: quirksOf(all, identity) }
    },
  }),

  /** For the OCPP door: of the station that asks, as it is known or as it names itself just now. */
  'quirks.resolve': query({
    needs: 'station',
    input: trusted<Partial<StationIdentity>>(),
    run: ({ db, actor }, told): Quirks => quirksOfStation(db, stationOf(actor), told),
  }),
}
