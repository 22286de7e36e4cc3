/** The expert console: a site manager speaks to a station in its protocol's own words. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { maskedValue } from '../audit/masking.ts'
import { SiteError } from '../errors.ts'
import { stationRow } from '../stations/station.store.ts'
import { action, command, trusted } from '../use-case.ts'
import type { ConsoleAnswer, RequestSchema } from './console-charger.ts'

const station = z.object({ id: z.string() }).strict()
const name = z.string().trim().min(1).max(100)

const note = command({
  needs: 'ManageChargingStations',
  input: trusted<{ accountId: string; id: string; order: unknown; answer: unknown }>(),
  run: (context, { accountId, id, order, answer }) =>
    writeAudit(context, {
      accountId,
      action: 'stations.request',
      subject: `station ${id}`,
      after: { order, answer },
    }),
})

export const consoleUseCases = {
  /**
   * Sends a request of the station's version and gives its answer: a result, or the code and text of its refusal. With
   * `force` even what the version does not know.
   * @throws SiteError InvalidInput (`fields`: `action`, or `payload.…` → what is wrong), StationOffline, StationTimeout
   */
  'stations.request': action({
    needs: 'ManageChargingStations',
    input: station
      .extend({
        action: name,
        payload: z.unknown(),
        force: z.boolean().default(false),
        timeoutS: z.number().int().min(1).max(300).optional(),
      })
      .strict(),
    run: async (context, { id, action, payload = {}, force, timeoutS }): Promise<ConsoleAnswer> => {
      const row = stationRow(context.read, context.actor, id)
      const order = { action, payload: maskedValue(payload), ...(force ? { force } : {}) }
      const timeoutMs = timeoutS === undefined ? undefined : timeoutS * 1000
      const write = (answer: unknown) => context.execute(note, { accountId: row.accountId, id, order, answer })
      let answer: ConsoleAnswer
      try {
        answer = await context.chargers.get(row.id).request({ action, payload, force, timeoutMs })
      } catch (error) {
        // it may have been carried out all the same
        if (error instanceof SiteError && error.code === 'StationTimeout') await write(error.code)
        throw error
      }
      await write('error' in answer ? answer.error.code : 'answered')
      return answer
    },
  }),

  /** Requests that the connected station's version has. @throws SiteError StationOffline */
  'stations.requestActions': action({
    needs: 'ManageChargingStations',
    input: station,
    run: async ({ read, actor, chargers }, { id }): Promise<{ protocol: string; actions: string[] }> =>
      chargers.get(stationRow(read, actor, id).id).requestActions(),
  }),

  /** The JSON schema of a request's payload, in the station's version. @throws SiteError NotFound, StationOffline */
  'stations.requestSchema': action({
    needs: 'ManageChargingStations',
    input: station.extend({ action: name }).strict(),
    run: async ({ read, actor, chargers }, { id, action }): Promise<RequestSchema> =>
      chargers.get(stationRow(read, actor, id).id).requestSchema({ action }),
  }),
}
