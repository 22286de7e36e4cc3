import { z } from 'zod'
import { stationOf } from '../stations/door.use-cases.ts'
import { command, query, trusted } from '../use-case.ts'
import { listQuarantine, quarantineFact } from './quarantine.store.ts'
import type { QuarantinedFact } from './quarantine.ts'

export const quarantineUseCases = {
  'quarantine.list': query({
    needs: 'ReadTransactions',
    input: z.object({ limit: z.number().int().min(1).max(500).default(100) }).strict(),
    run: ({ db, actor }, { limit }): QuarantinedFact[] => listQuarantine(db, actor, limit),
  }),

  /** A message that carries a fact but can't be understood (wrong type, missing field). */
  'quarantine.keep': command({
    needs: 'station',
    input: trusted<{ action: string; payload: string; reason: string; factKey: string }>(),
    run: (context, fact) => quarantineFact(context, { ...fact, stationId: stationOf(context.actor) }),
  }),
}
