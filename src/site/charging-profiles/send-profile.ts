/** How a profile gets to a station: in the station's own unit, kind and limits, whatever was wished. */
import type { ReadHandle } from '../db/open.ts'
import { SiteError } from '../errors.ts'
import { adaptProfile } from '../load/adapt-profile.ts'
import { type ActionContext, command, trusted } from '../use-case.ts'
import { changeProfile, type ProfileRow, sessionById, traitsOf } from './profile.store.ts'
import type { ProfileOrder } from './profile-charger.ts'

const concludeSent = command({
  needs: 'OperateStations',
  input: trusted<{ id: number; state: ProfileRow['state']; problem: string | null }>(),
  run: ({ db, now }, { id, ...changes }) => void changeProfile(db, id, { ...changes, sentAt: now }),
})

/** @throws SiteError NotSupported, InvalidInput: the station can't take such a profile; NoSession: its session has ended */
export function orderOf(db: ReadHandle, row: ProfileRow): ProfileOrder {
  const session = row.transactionId === null ? undefined : sessionById(db, row.transactionId)
  if (row.transactionId !== null && session?.stoppedAt !== null) throw new SiteError('NoSession')
  const { id, evseNo, purpose, stackLevel, kind, recurrency, validFrom, validTo, schedule, transactionId } = row
  return adaptProfile<ProfileOrder>(
    {
      id,
      evseNo,
      purpose,
      stackLevel,
      kind,
      recurrency,
      validFrom,
      validTo,
      schedule,
      transactionId,
      ocppTransactionId: session?.ocppId ?? null,
    },
    traitsOf(db, row.stationId),
  )
}

/** Sends a profile that is stored already, and notes what became of it. */
export async function sendStored({ read, chargers, execute, log }: ActionContext, row: ProfileRow): Promise<void> {
  try {
    await chargers.get(row.stationId).setChargingProfile(orderOf(read, row))
    await execute(concludeSent, { id: row.id, state: 'installed', problem: null })
  } catch (error) {
    const code = error instanceof SiteError ? error.code : 'InternalError'
    if (code === 'StationOffline' || code === 'NoSession' || code === 'ShuttingDown') return
    log.warn('a charging profile was not taken again', { profile: row.id, code })
    const state = code === 'StationTimeout' ? 'sent' : 'refused'
    await execute(concludeSent, { id: row.id, state, problem: problemOf(error) })
  }
}

export function problemOf(error: unknown): string {
  if (!(error instanceof SiteError)) return 'InternalError'
  const { answer, reason } = error.details
  return [error.code, answer, reason].filter((each) => typeof each === 'string').join(': ')
}
