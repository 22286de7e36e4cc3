/** The certificate store: the site's own authority and server, certificates of stations, roots of others. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { stationRow, stationViewById, updateStation } from '../stations/station.store.ts'
import { action, type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import { authorityOf, authorityRow, siteNameOf, unsealed } from './authority.ts'
import {
  type CertificateRow,
  certificateByThumbprint,
  certificateView,
  changeCertificate,
  deleteCertificate,
  deleteCertificates,
  insertCertificate,
  isRootKind,
  listCertificates,
  newestCertificate,
  saveSecurity,
  securityRow,
  securitySettings,
} from './certificate.store.ts'
import { type CertificateView, rootKinds, type SecuritySettings } from './certificate.ts'
import { type CertificateFacts, canonicalName, factsOf, makeServerCertificate, namesIn } from './x509.ts'

const id = z.object({ id: z.string() }).strict()
const dayMs = 24 * 60 * 60 * 1000
/** Browsers and some stations refuse servers whose certificate runs longer. */
const serverDays = 397
const renewServerBeforeMs = 60 * dayMs
const mostNames = 100

/** The certificate that the OCPP door shows, with its key. */
export interface ServerIdentity {
  /** Leaf first, PEM. */
  cert: string
  key: string
  thumbprint: string
}

const keepServer = command({
  needs: 'system',
  input: trusted<{ facts: CertificateFacts; keyPem: string; names: string[] }>(),
  run: (context, { facts, keyPem, names }) => {
    const { db, now, secrets } = context
    const row = { id: randomUUID(), kind: 'server' as const, ...facts, sealedKey: secrets.seal(keyPem), createdAt: now }
    insertCertificate(db, row)
    deleteCertificates(db, 'server', row.id)
    writeAudit(context, {
      accountId: null,
      action: 'certificates.makeServer',
      subject: `certificate ${facts.thumbprint}`,
      after: { ...facts, names },
    })
    certificatesChanged(context)
  },
})

export const certificateUseCases = {
  'certificates.list': query({
    needs: 'ReadChargingStations',
    input: z
      .object({
        kind: z.enum(['authority', 'server', 'station', ...rootKinds]).optional(),
        stationId: z.string().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      })
      .strict(),
    run: ({ db, actor, now }, { stationId, ...filter }): CertificateView[] =>
      listCertificates(db, actor, now, {
        ...filter,
        stationId: stationId === undefined ? undefined : stationRow(db, actor, stationId).id,
      }),
  }),

  /** The site's own authority, made when there is none: what stations must trust. Never its key. */
  'certificates.authority': action({
    needs: 'ReadChargingStations',
    input: nothing,
    run: async (context): Promise<CertificateView> => {
      const row = await authorityRow(context)
      return certificateView(context.read, context.actor, row.id, context.clock.now())
    },
  }),

  /**
   * The certificate of the OCPP door for these host names and addresses: the present one while it fits and lasts, else a
   * new one of the site's authority. For the door alone.
   */
  'certificates.serverIdentity': action({
    needs: 'system',
    input: trusted<{ names: string[] }>(),
    run: async (context, { names }): Promise<ServerIdentity> => {
      const { read, clock, secrets } = context
      const now = clock.now()
      const wanted = [...new Set([...securityRow(read).serverNames, ...names].map(canonicalName))].slice(0, mostNames)
      const authority = await authorityOf(context)
      const there = newestCertificate(read, 'server')
      if (there && fits(there, wanted, now)) {
        const { pem, keyPem } = unsealed(there, secrets)
        return { cert: pem + authority.pem, key: keyPem, thumbprint: there.thumbprint }
      }
      const order = { names: wanted, siteName: siteNameOf(read), now, days: serverDays }
      const { pem, keyPem } = await makeServerCertificate(authority, order)
      const facts = factsOf(pem)
      await context.execute(keepServer, { facts, keyPem, names: wanted })
      return { cert: facts.pem + authority.pem, key: keyPem, thumbprint: facts.thumbprint }
    },
  }),

  /**
   * A station's certificate counts no more; the connection that came with it ends. A root of others is not trusted any more.
   * @throws SiteError NotFound, InvalidInput for the site's own
   */
  'certificates.revoke': command({
    needs: 'ManageChargingStations',
    input: id.extend({ reason: z.string().trim().max(200).optional() }).strict(),
    run: (context, input): CertificateView => {
      const { db, actor, now } = context
      const before = certificateView(db, actor, input.id, now)
      if (before.kind !== 'station' || before.stationId === null)
        throw new SiteError('InvalidInput', { fields: { id: 'Only certificates of stations are revoked.' } })
      if (before.revokedAt !== null) return before
      changeCertificate(db, input.id, { revokedAt: now, revokedReason: input.reason ?? null })
      const after = certificateView(db, actor, input.id, now)
      const station = stationRow(db, actor, before.stationId)
      const subject = `certificate ${before.thumbprint} of station ${before.stationId}`
      writeAudit(context, { accountId: station.accountId, action: 'certificates.revoke', subject, after: shown(after) })
      certificatesChanged(context)
      context.afterCommit('disconnect the station', () =>
        context.chargers.disconnect(station.id, 'its certificate was revoked'),
      )
      return after
    },
  }),

  /**
   * Brings a root of somebody else in: to check contracts of cars (`mo-root`, `v2g-root`), or to install it in stations.
   * @throws SiteError InvalidInput, AlreadyExists
   */
  'certificates.addRoot': command({
    needs: 'ManageSettings',
    input: z.object({ kind: z.enum(rootKinds), pem: z.string().max(20_000) }).strict(),
    run: (context, { kind, pem }): CertificateView => {
      const { db, actor, now } = context
      const facts = factsOf(pem)
      if (certificateByThumbprint(db, facts.thumbprint)) throw new SiteError('AlreadyExists', { kind })
      const row = { id: randomUUID(), kind, ...facts, createdAt: now }
      insertCertificate(db, row)
      writeAudit(context, { accountId: null, action: 'certificates.addRoot', subject: kind, after: facts })
      certificatesChanged(context)
      return certificateView(db, actor, row.id, now)
    },
  }),

  'certificates.removeRoot': command({
    needs: 'ManageSettings',
    input: id,
    run: (context, input): void => {
      const before = certificateView(context.db, context.actor, input.id, context.now)
      if (!isRootKind(before.kind))
        throw new SiteError('InvalidInput', { fields: { id: 'Only roots of others are removed.' } })
      deleteCertificate(context.db, input.id)
      writeAudit(context, {
        accountId: null,
        action: 'certificates.removeRoot',
        subject: before.kind,
        before: shown(before),
      })
      certificatesChanged(context)
    },
  }),

  /**
   * A certificate that somebody else issued counts as the station's own from now on: its thumbprint (SHA-256), or the
   * certificate itself. Null: none does.
   */
  'certificates.pin': command({
    needs: 'ManageChargingStations',
    input: z
      .object({
        stationId: z.string(),
        thumbprint: z
          .string()
          .trim()
          .transform((text) => text.replaceAll(/[:\s]/g, '').toLowerCase())
          .pipe(z.string().regex(/^[0-9a-f]{64}$/, 'A SHA-256 thumbprint has 64 hexadecimal digits.'))
          .nullish(),
        pem: z.string().max(20_000).optional(),
      })
      .strict(),
    run: (context, { stationId, thumbprint = null, pem }) => {
      const { db, actor } = context
      const row = stationRow(db, actor, stationId)
      const before = row.certificateThumbprint
      const certificateThumbprint = pem === undefined ? thumbprint : factsOf(pem).thumbprint
      updateStation(db, row.id, { certificateThumbprint })
      const view = stationViewById(db, row.id)
      writeAudit(context, {
        accountId: row.accountId,
        action: 'certificates.pin',
        subject: `station ${stationId}`,
        before: { certificateThumbprint: before },
        after: { certificateThumbprint },
      })
      context.emit('station.changed', view)
      if (before !== null && before !== certificateThumbprint)
        context.afterCommit('disconnect the station', () => context.chargers.disconnect(row.id, 'credentials changed'))
      return view
    },
  }),

  'security.settings': query({
    needs: 'ReadSettings',
    input: nothing,
    run: ({ db }): SecuritySettings => securitySettings(db),
  }),

  /** What is absent stays. `contractToken: null` forgets it. */
  'security.update': command({
    needs: 'ManageSettings',
    input: z
      .object({
        autoSign: z.enum(['none', 'renewals', 'all']).optional(),
        serverNames: z
          .array(
            z
              .string()
              .trim()
              .toLowerCase()
              .regex(/^[a-z0-9.:*-]{1,253}$/, 'Give host names or addresses, without ws:// and port.'),
          )
          .max(50)
          .optional(),
        stationCertificateDays: z.number().int().min(1).max(3650).optional(),
        contractUrl: z
          .url({ protocol: /^https?$/, message: 'Give an address that begins with https:// or http://.' })
          .max(500)
          .nullish(),
        contractToken: z.string().min(1).max(5000).nullish(),
        ocsp: z.boolean().optional(),
        privateAddresses: z.boolean().optional(),
      })
      .strict(),
    run: (context, { contractToken, ...given }): SecuritySettings => {
      const { db, secrets } = context
      const before = securitySettings(db)
      const changes: Parameters<typeof saveSecurity>[1] = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      )
      if (contractToken !== undefined)
        changes.contractToken = contractToken === null ? null : secrets.seal(contractToken)
      saveSecurity(db, changes)
      const after = securitySettings(db)
      writeAudit(context, { accountId: null, action: 'security.update', subject: 'security', before, after })
      context.emit('security.changed', after)
      return after
    },
  }),
}

function fits(row: CertificateRow, names: string[], now: number): boolean {
  const lasts = now < row.notAfter - renewServerBeforeMs && now >= row.notBefore
  return lasts && namesIn(row.pem).sort().join() === [...names].sort().join()
}

/** As the audit shows it: without the PEM. */
function shown({ pem: _, ...rest }: CertificateView): Omit<CertificateView, 'pem'> {
  return rest
}

export function certificatesChanged(context: CommandContext) {
  context.emit('certificates.changed', { at: context.now })
}
