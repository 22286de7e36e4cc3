/** Settings in bulk: written, kept as snapshots, compared, copied from station to station. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { isSecretSetting } from '../stations/control.use-cases.ts'
import { listSettings, putSettings } from '../stations/setting.store.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, command, query, trusted } from '../use-case.ts'
import type { SettingOutcome } from './device-model-charger.ts'
import {
  compareSettings,
  currentSettings,
  deleteSnapshot,
  insertSnapshot,
  listSnapshots,
  type SettingDifference,
  type SnapshotView,
  snapshotRow,
  writableSettings,
} from './snapshot.store.ts'

const station = z.object({ id: z.string() }).strict()
const settings = z
  .array(z.object({ key: z.string().min(1).max(500), value: z.string().max(2500) }).strict())
  .min(1)
  .max(500)

export interface WriteResult {
  key: string
  outcome: SettingOutcome
}

const noteWritten = command({
  needs: 'ManageChargingStations',
  input: trusted<{
    stationId: number
    serialId: string
    accountId: string
    written: { key: string; value: string }[]
    results: WriteResult[]
  }>(),
  run: (context, { stationId, serialId, accountId, written, results }) => {
    const accepted = new Set(
      results.filter(({ outcome }) => outcome === 'accepted' || outcome === 'reboot-required').map(({ key }) => key),
    )
    putSettings(
      context.db,
      stationId,
      written
        .filter(({ key }) => accepted.has(key))
        .map(({ key, value }) => ({ key, value: isSecretSetting(key) ? null : value, readonly: false, known: true })),
      context.now,
    )
    const shown = written.map(({ key, value }) => ({ key, value: isSecretSetting(key) ? '…' : value }))
    writeAudit(context, {
      accountId,
      action: 'stations.writeSettings',
      subject: `station ${serialId}`,
      after: { settings: shown, results },
    })
  },
})

export interface CopyResult {
  id: string
  /** Null: the station could not be asked; see `error`. */
  results: WriteResult[] | null
  error: string | null
}

export const settingUseCases = {
  /** Several settings at once; each has an outcome of its own. @throws SiteError StationOffline, StationTimeout */
  'stations.writeSettings': action({
    needs: 'ManageChargingStations',
    input: station.extend({ settings }).strict(),
    run: (context, input): Promise<WriteResult[]> => write(context, input.id, input.settings),
  }),

  'snapshots.list': query({
    needs: 'ReadChargingStations',
    input: station,
    run: ({ db, actor }, { id }): SnapshotView[] => listSnapshots(db, stationRow(db, actor, id).id),
  }),

  /** Keeps the settings as the station told them last. @throws SiteError NothingKnown when it told none yet */
  'snapshots.take': command({
    needs: 'ManageChargingStations',
    input: station.extend({ name: z.string().trim().min(1, 'Give it a name.').max(100) }).strict(),
    run: (context, { id, name }): SnapshotView => {
      const { db, actor, now } = context
      const row = stationRow(db, actor, id)
      const known = currentSettings(db, row.id)
      if (Object.keys(known).length === 0) throw new SiteError('NothingKnown', { station: id })
      const view = insertSnapshot(db, {
        id: randomUUID(),
        stationId: row.id,
        name,
        settings: known,
        takenAt: now,
        takenBy: actor.kind === 'user' ? actor.userId : actor.kind,
      })
      writeAudit(context, { accountId: row.accountId, action: 'snapshots.take', subject: `station ${id}`, after: view })
      return view
    },
  }),

  'snapshots.remove': command({
    needs: 'ManageChargingStations',
    input: station.extend({ snapshotId: z.uuid() }).strict(),
    run: (context, { id, snapshotId }) => {
      const row = stationRow(context.db, context.actor, id)
      const { name } = snapshotRow(context.db, row.id, snapshotId)
      deleteSnapshot(context.db, snapshotId)
      writeAudit(context, {
        accountId: row.accountId,
        action: 'snapshots.remove',
        subject: `station ${id}`,
        before: { name },
      })
    },
  }),

  /** From one snapshot to another, or (without `to`) to what is known now. */
  'snapshots.compare': query({
    needs: 'ReadChargingStations',
    input: station.extend({ from: z.uuid(), to: z.uuid().optional() }).strict(),
    run: ({ db, actor }, { id, from, to }): SettingDifference[] => {
      const row = stationRow(db, actor, id)
      const after = to === undefined ? currentSettings(db, row.id) : snapshotRow(db, row.id, to).settings
      return compareSettings(snapshotRow(db, row.id, from).settings, after)
    },
  }),

  /**
   * Writes the settings of one station to others of the same model, where they differ. Read-only ones, secrets and what
   * belongs to one station alone (its identity, its address) stay.
   * @throws SiteError InvalidInput for a station of another model, NothingKnown
   */
  'stations.copySettings': action({
    needs: 'ManageChargingStations',
    input: z
      .object({
        from: z.string(),
        to: z.array(z.string()).min(1).max(100),
        keys: z.array(z.string().max(500)).max(500).optional(),
      })
      .strict(),
    run: async (context, { from, to, keys }): Promise<CopyResult[]> => {
      const { read, actor } = context
      const source = stationRow(read, actor, from)
      const wanted = Object.entries(writableSettings(read, source.id)).filter(
        ([key]) => (keys ? keys.includes(key) : true) && !isSecretSetting(key) && !ownPattern.test(key),
      )
      if (wanted.length === 0) throw new SiteError('NothingKnown', { station: from })
      const targets = to.map((id) => stationRow(read, actor, id))
      const other = targets.find((target) => target.vendor !== source.vendor || target.model !== source.model)
      if (other)
        throw new SiteError('InvalidInput', {
          fields: {
            to: `${other.serialId} is another model than ${from}: settings are copied between stations of one model.`,
          },
        })
      return Promise.all(targets.map((target) => copyTo(context, target.id, target.serialId, wanted)))
    },
  }),
}

/** Settings that say who or where a station is, not how it works. */
const ownPattern =
  /identity|serial|host ?name|ipaddress|ssid|apn|networkconfig|connectionurl|localauthlistversion|phaserotation/i

async function copyTo(
  context: ActionContext,
  stationId: number,
  serialId: string,
  wanted: [string, string | null][],
): Promise<CopyResult> {
  const known = new Map(listSettings(context.read, stationId).map((setting) => [setting.key, setting]))
  const differing = wanted
    .filter(([key, value]) => value !== null && known.get(key)?.value !== value && known.get(key)?.readonly !== true)
    .map(([key, value]) => ({ key, value: value ?? '' }))
  if (differing.length === 0) return { id: serialId, results: [], error: null }
  try {
    return { id: serialId, results: await write(context, serialId, differing), error: null }
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    return { id: serialId, results: null, error: error.code }
  }
}

async function write(
  { read, actor, chargers, execute }: ActionContext,
  id: string,
  written: { key: string; value: string }[],
): Promise<WriteResult[]> {
  const row = stationRow(read, actor, id)
  const results = await chargers.get(row.id).writeSettings({ settings: written })
  await execute(noteWritten, { stationId: row.id, serialId: id, accountId: row.accountId, written, results })
  return results
}
