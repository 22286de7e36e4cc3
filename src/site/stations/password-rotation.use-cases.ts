/** A new password for a station, which counts when the station has come with it: until then the old one stays good. */
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { raiseAlarm } from '../alarms/alarm.store.ts'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { action, type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import {
  changeRotation,
  insertRotation,
  openRotation,
  overdueRotations,
  rotationRow,
  rotationsOf,
  rotationView,
} from './password-rotation.store.ts'
import type { PasswordRotationView } from './password-rotation.ts'
import { stationById, stationRow, stationViewById, updateStation } from './station.store.ts'

/** Fits both versions: 1.6 has room for 20 bytes, 2.0.1 wants 16 to 40 characters. */
const passwordLength = 20
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const usualMinutes = 10

const begin = command({
  needs: 'ManageChargingStations',
  input: trusted<{ id: string; password: string; minutes: number }>(),
  run: (context, { id, password, minutes }): { rotationId: string; stationId: number } => {
    const { db, actor, now, secrets } = context
    const row = stationRow(db, actor, id)
    if (openRotation(db, row.id))
      throw new SiteError('Conflict', { reason: 'A change of the password of this station is under way.' })
    const rotationId = randomUUID()
    insertRotation(db, {
      id: rotationId,
      stationId: row.id,
      passwordHash: secrets.hashStationPassword(password),
      state: 'asking',
      startedAt: now,
      startedBy: actor.kind === 'user' ? actor.userId : actor.kind,
      deadlineAt: now + minutes * 60_000,
    })
    changed(context, rotationId, 'stations.rotatePassword')
    return { rotationId, stationId: row.id }
  },
})

const answered = command({
  needs: 'ManageChargingStations',
  input: trusted<{ rotationId: string; refused: boolean; reason: string | null }>(),
  run: (context, { rotationId, refused, reason }) => {
    // it may have come with the new password before its answer was read
    if (rotationRow(context.db, rotationId).state !== 'asking') return
    if (refused) end(context, rotationId, 'refused', reason)
    else {
      changeRotation(context.db, rotationId, { state: 'waiting', reason })
      changed(context, rotationId)
    }
  },
})

export const passwordRotationUseCases = {
  /**
   * Gives the station a new random password (or this one), which nobody gets to see. Both are accepted until the station has
   * come with the new one; when it does not within `minutes`, or refuses, the old one stays. The connection is closed so that
   * it logs in anew. See `stations.passwordRotations` for what became of it.
   * @throws SiteError StationOffline, Conflict: one is under way
   */
  'stations.rotatePassword': action({
    needs: 'ManageChargingStations',
    input: z
      .object({
        id: z.string(),
        password: z
          .string()
          .regex(/^[A-Za-z0-9*_=:+|@.-]{16,20}$/, 'Use 16 to 20 letters, digits or the signs * _ = : + | @ . -')
          .optional(),
        minutes: z.number().int().min(1).max(1440).default(usualMinutes),
      })
      .strict(),
    run: async (context, { id, password = newPassword(), minutes }): Promise<PasswordRotationView> => {
      // who is not there can't be asked: nothing is begun
      const charger = context.chargers.get(stationRow(context.read, context.actor, id).id)
      const { rotationId, stationId } = await context.execute(begin, { id, password, minutes })
      const outcome = await askStation(() => charger.writePassword({ password }))
      await context.execute(answered, { rotationId, ...outcome })
      // it logs in anew at once; one that must restart first keeps its connection
      if (!outcome.refused && outcome.reason !== 'reboot-required')
        context.chargers.disconnect(stationId, 'credentials changed')
      return rotationView(context.read, rotationId)
    },
  }),

  /** Newest first. */
  'stations.passwordRotations': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string(), limit: z.number().int().min(1).max(100).default(10) }).strict(),
    run: ({ db, actor }, { id, limit }): PasswordRotationView[] => rotationsOf(db, stationRow(db, actor, id).id, limit),
  }),

  /** The door: a station came, with its old or with its new password, while a change was under way. */
  'passwords.used': command({
    needs: 'system',
    input: trusted<{ rotationId: string; which: 'old' | 'new' }>(),
    run: (context, { rotationId, which }) => {
      const { db, now } = context
      const row = rotationRow(db, rotationId)
      if (which === 'old') {
        if (row.oldUsedAt === null) changeRotation(db, rotationId, { oldUsedAt: now })
        return
      }
      if (row.state === 'confirmed') return
      updateStation(db, row.stationId, { passwordHash: row.passwordHash, openAccess: false })
      end(context, rotationId, 'confirmed', row.reason)
      context.emitRow('station.changed', row.stationId, () => stationViewById(db, row.stationId))
    },
  }),

  /** Changes that nobody confirmed in time: the old password stays. */
  'passwords.endOverdue': command({
    needs: 'system',
    input: nothing,
    run: (context): void => {
      for (const { id, stationId } of overdueRotations(context.db, context.now)) {
        end(context, id, 'expired', 'the station did not come with its new password in time; the old one stays')
        const { accountId } = stationById(context.db, stationId)
        raiseAlarm(context, { accountId, stationId, kind: 'PasswordChangeFailed', text: null, at: context.now })
      }
    },
  }),
}

type Outcome = { refused: boolean; reason: string | null }

async function askStation(ask: () => Promise<'accepted' | 'reboot-required'>): Promise<Outcome> {
  try {
    const answer = await ask()
    return { refused: false, reason: answer === 'accepted' ? null : answer }
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    const isUncertain = error.code === 'StationTimeout' || error.code === 'StationOffline'
    // it may have taken the password all the same: its next log-in tells
    if (isUncertain) return { refused: false, reason: 'the station did not answer' }
    return { refused: true, reason: `${error.code}: ${String(error.details.answer ?? error.details.reason ?? '')}` }
  }
}

function end(
  context: CommandContext,
  rotationId: string,
  state: 'confirmed' | 'refused' | 'expired',
  reason: string | null,
) {
  changeRotation(context.db, rotationId, { state, reason, endedAt: context.now })
  changed(context, rotationId, 'stations.passwordRotation')
}

function changed(context: CommandContext, rotationId: string, audited?: string) {
  const view = rotationView(context.db, rotationId)
  if (audited)
    writeAudit(context, {
      accountId: view.accountId,
      action: audited,
      subject: `station ${view.stationId}`,
      after: { state: view.state, reason: view.reason },
    })
  context.emit('password-rotation.changed', view)
}

/** About 116 bits. */
function newPassword(): string {
  let password = ''
  while (password.length < passwordLength)
    // without the remainder that would favour some letters
    for (const byte of randomBytes(32))
      if (byte < 256 - (256 % letters.length) && password.length < passwordLength)
        password += letters[byte % letters.length]
  return password
}
