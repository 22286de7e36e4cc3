/** Where a station connects to (2.0.1 use case B09). */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { protocolName } from '../stations/protocol-name.ts'
import { stationRow } from '../stations/station.store.ts'
import { action, command, query, trusted } from '../use-case.ts'
import type { NetworkProfile } from './device-model-charger.ts'
import { listNetworkProfiles, putNetworkProfile, type StoredNetworkProfile } from './network.store.ts'

const noteWritten = command({
  needs: 'ManageChargingStations',
  input: trusted<{ stationId: number; serialId: string; accountId: string; profile: NetworkProfile }>(),
  run: (context, { stationId, serialId, accountId, profile }) => {
    putNetworkProfile(context.db, stationId, profile, context.now)
    writeAudit(context, { accountId, action: 'network.setProfile', subject: `station ${serialId}`, after: profile })
  },
})

export const networkUseCases = {
  'network.list': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string() }).strict(),
    run: ({ db, actor }, { id }): StoredNetworkProfile[] => listNetworkProfiles(db, stationRow(db, actor, id).id),
  }),

  /** Takes effect when the station is told to use the slot and starts anew. @throws SiteError NotSupported (1.6, or a version that its own can not name), StationRejected */
  'network.setProfile': action({
    needs: 'ManageChargingStations',
    input: z
      .object({
        id: z.string(),
        slot: z.number().int().min(0).max(100),
        url: z.string().regex(/^wss?:\/\/[^\s]{1,500}$/, 'An address begins with ws:// or wss://.'),
        protocol: protocolName.default('ocpp2.0.1'),
        securityProfile: z.number().int().min(0).max(3).default(1),
        networkInterface: z
          .enum(['Wired0', 'Wired1', 'Wired2', 'Wired3', 'Wireless0', 'Wireless1', 'Wireless2', 'Wireless3'])
          .default('Wired0'),
        messageTimeoutS: z.number().int().min(5).max(600).default(30),
      })
      .strict(),
    run: async ({ read, actor, chargers, execute }, { id, ...profile }): Promise<void> => {
      const row = stationRow(read, actor, id)
      await chargers.get(row.id).setNetworkProfile(profile)
      await execute(noteWritten, { stationId: row.id, serialId: id, accountId: row.accountId, profile })
    },
  }),
}
