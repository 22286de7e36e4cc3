import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { accountOf } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { listAccounts } from '../setup/site.store.ts'
import { type CommandContext, command, nothing, query } from '../use-case.ts'
import { assertUserIds } from '../users/user.store.ts'
import { checkSpoken, protocolName } from './protocol-name.ts'
import {
  endKnocking,
  insertStation,
  listKnocking,
  listStationEvents,
  listStations,
  setStationUsers,
  stationRow,
  stationView,
  stationViewById,
  updateStation,
} from './station.store.ts'
import { type KnockingStation, type StationEventView, type StationView, serialIdPattern } from './station.ts'

const id = z
  .string()
  .trim()
  .regex(serialIdPattern, 'An OCPP identity has 1 to 48 letters, digits or the signs * _ = : + | @ . -')
const fields = {
  name: z.string().trim().min(1, 'Give the station a name.').max(100),
  password: z
    .string()
    .min(8, 'A station password has at least 8 characters.')
    .max(40, 'Stations take at most 40 characters.')
    .regex(/^[\x21-\x7e]+$/, 'Use printable ASCII characters without spaces: stations take nothing else.'),
  username: z
    .string()
    .trim()
    .max(64)
    .regex(/^[^:]*$/, 'A user name has no colon.')
    .nullish(),
  pricePerKWhMicros: z.number().int().min(0).max(1_000_000_000).nullish(),
  assumedProtocol: protocolName.nullish(),
  userIds: z.array(z.uuid()).max(1000).optional(),
}

export const stationUseCases = {
  'stations.list': query({
    needs: 'ReadChargingStations',
    input: nothing,
    run: ({ db, actor }): StationView[] => listStations(db, actor),
  }),

  /** @throws SiteError StationNotFound */
  'stations.get': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string() }).strict(),
    run: ({ db, actor }, input): StationView => stationView(db, actor, input.id),
  }),

  /** Stations that were refused at the door, latest first. */
  'stations.knocking': query({
    needs: 'ManageChargingStations',
    input: nothing,
    run: ({ db }): KnockingStation[] => listKnocking(db),
  }),

  /** What a station reported of its parts, latest first. */
  'stations.events': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string(), limit: z.number().int().min(1).max(500).default(100) }).strict(),
    run: ({ db, actor }, input): StationEventView[] =>
      listStationEvents(db, stationRow(db, actor, input.id).id, input.limit),
  }),

  /**
   * Lets a station in from now on. Without a password it may connect without one (`openAccess`, shown as such).
   * @throws SiteError AlreadyExists
   */
  'stations.adopt': command({
    needs: 'ManageChargingStations',
    input: z
      .object({
        ...fields,
        id,
        name: fields.name.optional(),
        password: fields.password.optional(),
        accountId: z.uuid().optional(),
      })
      .strict(),
    run: (context, input): StationView => {
      const { db, actor, now, secrets, chargers } = context
      checkSpoken(chargers, 'assumedProtocol', input.assumedProtocol)
      const accountId = accountOf(actor) ?? input.accountId ?? onlyAccount(context)
      const stationId = insertStation(db, {
        serialId: input.id,
        accountId,
        name: input.name ?? input.id,
        username: input.username ?? null,
        passwordHash: input.password === undefined ? null : secrets.hashStationPassword(input.password),
        openAccess: input.password === undefined,
        pricePerKWhMicros: input.pricePerKWhMicros ?? null,
        assumedProtocol: input.assumedProtocol ?? null,
        createdAt: now,
      })
      assignUsers(context, { id: stationId, accountId, serialId: input.id }, input.userIds ?? [])
      if (endKnocking(db, input.id)) context.emit('station.knocking-ended', { id: input.id })
      return changed(context, 'stations.adopt', stationId)
    },
  }),

  /** `password: null` takes the password away (open access). New credentials and disabling end the connection. */
  'stations.update': command({
    needs: 'ManageChargingStations',
    input: z
      .object({
        ...fields,
        id,
        name: fields.name.optional(),
        password: fields.password.nullish(),
        enabled: z.boolean().optional(),
      })
      .strict(),
    run: (context, { id: serialId, password, userIds, ...rest }): StationView => {
      const { db, actor, secrets, chargers } = context
      checkSpoken(chargers, 'assumedProtocol', rest.assumedProtocol)
      const row = stationRow(db, actor, serialId)
      const before = stationViewById(db, row.id)
      if (password === null && before.securityProfile === 2)
        throw new SiteError('InvalidInput', {
          fields: { password: 'Its security profile wants a password. Lower the profile first.' },
        })
      const changes: Parameters<typeof updateStation>[2] = Object.fromEntries(
        Object.entries(rest).filter(([, value]) => value !== undefined),
      )
      if (password !== undefined) {
        changes.passwordHash = password === null ? null : secrets.hashStationPassword(password)
        changes.openAccess = password === null
      }
      if (Object.keys(changes).length > 0) updateStation(db, row.id, changes)
      if (userIds) assignUsers(context, row, userIds)
      if (password !== undefined || rest.username !== undefined || rest.enabled === false)
        context.afterCommit('disconnect the station', () =>
          context.chargers.disconnect(row.id, rest.enabled === false ? 'disabled' : 'credentials changed'),
        )
      return changed(context, 'stations.update', row.id, before)
    },
  }),

  /** The station may not connect any more; its sessions stay. */
  'stations.remove': command({
    needs: 'ManageChargingStations',
    input: z.object({ id: z.string() }).strict(),
    run: (context, input) => {
      const { db, actor, now } = context
      const row = stationRow(db, actor, input.id)
      const before = stationViewById(db, row.id)
      updateStation(db, row.id, { deletedAt: now, connectedSince: null })
      writeAudit(context, {
        accountId: row.accountId,
        action: 'stations.remove',
        subject: `station ${input.id}`,
        before,
      })
      context.emit('station.removed', { accountId: row.accountId, id: input.id })
      context.afterCommit('disconnect the station', () => context.chargers.disconnect(row.id, 'removed'))
    },
  }),
}

/** The command line may leave the account out where there is but one. */
function onlyAccount({ db }: CommandContext): string {
  const accounts = listAccounts(db)
  const [only] = accounts
  if (!only || accounts.length > 1)
    throw new SiteError(only ? 'InvalidInput' : 'NotSetUp', {
      fields: { accountId: `Say which account: ${accounts.map((one) => `${one.id} (${one.name})`).join(', ')}` },
    })
  return only.id
}

function assignUsers(
  { db, emit }: CommandContext,
  { id, accountId, serialId }: { id: number; accountId: string; serialId: string },
  userIds: string[],
) {
  assertUserIds(db, accountId, userIds)
  setStationUsers(db, id, userIds)
  emit('station.assigned', { accountId, id: serialId, userIds })
}

function changed(context: CommandContext, action: string, stationId: number, before?: StationView): StationView {
  const view = stationViewById(context.db, stationId)
  writeAudit(context, { accountId: view.accountId, action, subject: `station ${view.id}`, before, after: view })
  context.emit('station.changed', view)
  return view
}
