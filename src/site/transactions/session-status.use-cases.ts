import { z } from 'zod'
import { stationRow } from '../stations/station.store.ts'
import { action, command, query, trusted } from '../use-case.ts'
import { tellSession } from './booking.ts'
import { noteQueued, openTransactionsOfStation } from './transaction.store.ts'

const openOf = query({
  needs: 'system',
  input: trusted<{ stationId: number }>(),
  run: ({ db }, { stationId }) => openTransactionsOfStation(db, stationId).map(({ id, ocppId }) => ({ id, ocppId })),
})

const note = command({
  needs: 'system',
  input: trusted<{ id: number; queued: boolean }>(),
  run: (context, { id, queued }) => {
    noteQueued(context.db, id, queued, context.now)
    tellSession(context, id)
  },
})

export const sessionStatusUseCases = {
  /**
   * Asks a station for each session that is open here whether it still holds messages of it.
   * @throws SiteError NotSupported, StationTimeout
   */
  'transactions.askStatus': action({
    needs: 'system',
    input: z.object({ stationId: z.string() }).strict(),
    run: async ({ read, actor, chargers, execute }, { stationId }): Promise<'not-ready' | 'queued' | 'all-told'> => {
      const { id: station } = stationRow(read, actor, stationId)
      if (!chargers.isReady(station)) return 'not-ready'
      let queued = false
      for (const { id, ocppId } of await execute(openOf, { stationId: station })) {
        const status = await chargers.get(station).askSessionStatus({ ocppTransactionId: ocppId })
        await execute(note, { id, queued: status.queued })
        queued ||= status.queued
      }
      return queued ? 'queued' : 'all-told'
    },
  }),
}
