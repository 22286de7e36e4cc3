/** What people ask of stations: through the charger port, whatever the protocol. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { type Charger, type StationSetting, triggerMessages } from '../charger.ts'
import { connectorPlace } from '../connectors/connector.store.ts'
import { type ActionContext, action, command, query, trusted } from '../use-case.ts'
import { type KnownSetting, listSettings, putSettings } from './setting.store.ts'
import { stationRow } from './station.store.ts'

const station = z.object({ id: z.string() }).strict()

const storeSettings = command({
  needs: 'OperateStations',
  input: trusted<{ stationId: number; settings: StationSetting[] }>(),
  run: ({ db, now }, { stationId, settings }) => putSettings(db, stationId, settings, now),
})

const note = command({
  needs: 'OperateStations',
  input: trusted<{ accountId: string; action: string; subject: string; after: unknown }>(),
  run: (context, entry) => writeAudit(context, entry),
})

export const stationControlUseCases = {
  'stations.reset': action({
    needs: 'OperateStations',
    input: station.extend({ mode: z.enum(['immediate', 'when-idle']) }).strict(),
    run: async (context, { id, mode }): Promise<{ outcome: 'accepted' | 'scheduled' }> => ({
      outcome: await ask(context, id, 'stations.reset', { mode }, (charger) => charger.reset({ mode })),
    }),
  }),

  /** In or out of service: a connector, or without `connectorId` the whole station. */
  'stations.setAvailability': action({
    needs: 'OperateStations',
    input: station.extend({ operative: z.boolean(), connectorId: z.number().int().optional() }).strict(),
    run: async (context, { id, operative, connectorId }): Promise<{ outcome: 'accepted' | 'scheduled' }> => {
      const place = connectorId === undefined ? undefined : connectorPlace(context.read, context.actor, connectorId)
      const order = place ? { operative, evseNo: place.evseNo } : { operative }
      return {
        outcome: await ask(context, id, 'stations.setAvailability', order, (charger) => charger.setAvailability(order)),
      }
    },
  }),

  'stations.unlock': action({
    needs: 'OperateStations',
    input: z.object({ connectorId: z.number().int() }).strict(),
    run: async (context, { connectorId }): Promise<{ outcome: 'unlocked' | 'ongoing-session' }> => {
      const { serialId, evseNo, connectorNo } = connectorPlace(context.read, context.actor, connectorId)
      return {
        outcome: await ask(context, serialId, 'stations.unlock', { evseNo, connectorNo }, (charger) =>
          charger.unlock({ evseNo, connectorNo }),
        ),
      }
    },
  }),

  'stations.trigger': action({
    needs: 'OperateStations',
    input: station
      .extend({
        message: z.enum(triggerMessages),
        evseNo: z.number().int().min(1).optional(),
      })
      .strict(),
    run: async (context, { id, message, evseNo }): Promise<void> => {
      const order = evseNo === undefined ? { message } : { message, evseNo }
      await ask(context, id, 'stations.trigger', order, (charger) => charger.trigger(order))
    },
  }),

  /** Asks the station for its settings now (1.6 configuration keys, 2.0.1 variables) and keeps what it tells. */
  'stations.readSettings': action({
    needs: 'OperateStations',
    input: station.extend({ keys: z.array(z.string().min(1).max(500)).max(100).optional() }).strict(),
    run: async (context, { id, keys }): Promise<StationSetting[]> => {
      const row = stationRow(context.read, context.actor, id)
      const settings = await context.chargers.get(row.id).readSettings(keys ? { keys } : {})
      await context.execute(storeSettings, { stationId: row.id, settings: settings.filter((setting) => setting.known) })
      return settings
    },
  }),

  /** What the station told last. */
  'stations.settings': query({
    needs: 'ReadChargingStations',
    input: station,
    run: ({ db, actor }, { id }): KnownSetting[] => listSettings(db, stationRow(db, actor, id).id),
  }),

  'stations.writeSetting': action({
    needs: 'ManageChargingStations',
    input: station.extend({ key: z.string().min(1).max(500), value: z.string().max(2500) }).strict(),
    run: async (context, { id, key, value }): Promise<{ outcome: 'accepted' | 'reboot-required' }> => {
      const row = stationRow(context.read, context.actor, id)
      const shown = isSecretSetting(key) ? '…' : value
      const outcome = await ask(context, id, 'stations.writeSetting', { key, value: shown }, (charger) =>
        charger.writeSetting({ key, value }),
      )
      await context.execute(storeSettings, {
        stationId: row.id,
        settings: [{ key, value: isSecretSetting(key) ? null : value, readonly: false, known: true }],
      })
      return { outcome }
    },
  }),
}

/** Passwords of stations are set here too; their values are never shown or stored. */
export function isSecretSetting(key: string): boolean {
  return /AuthorizationKey|BasicAuthPassword|Password|Secret/i.test(key)
}

async function ask<T>(
  context: ActionContext,
  serialId: string,
  name: string,
  order: unknown,
  call: (charger: Charger) => Promise<T>,
): Promise<T> {
  const row = stationRow(context.read, context.actor, serialId)
  const answer = await call(context.chargers.get(row.id))
  await context.execute(note, {
    accountId: row.accountId,
    action: name,
    subject: `station ${serialId}`,
    after: { order, answer: answer ?? 'accepted' },
  })
  return answer
}
