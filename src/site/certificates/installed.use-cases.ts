/** Certificates in stations: which there are, installing roots, deleting. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, command, trusted } from '../use-case.ts'
import { authorityRow } from './authority.ts'
import { certificateView, isRootKind } from './certificate.store.ts'
import { type RootKind, rootKinds } from './certificate.ts'
import { hashAlgorithms, type InstalledCertificate } from './certificate-charger.ts'
import { factsOf } from './x509.ts'

const station = z.object({ stationId: z.string() }).strict()
const hex = z
  .string()
  .max(128)
  .regex(/^[0-9a-fA-F]+$/, 'Give hexadecimal digits.')

const note = command({
  needs: 'ManageChargingStations',
  input: trusted<{ accountId: string; action: string; stationId: string; after: unknown }>(),
  run: (context, { stationId, ...entry }) => writeAudit(context, { ...entry, subject: `station ${stationId}` }),
})

export const installedCertificateUseCases = {
  /** Asks the station which roots it holds. @throws SiteError StationOffline, NotSupported */
  'certificates.installed': action({
    needs: 'ReadChargingStations',
    input: station.extend({ use: z.enum([...rootKinds, 'v2g-chain']).optional() }).strict(),
    run: async (context, { stationId, use }): Promise<InstalledCertificate[]> => {
      const row = stationRow(context.read, context.actor, stationId)
      return context.chargers.get(row.id).installedCertificates(use === undefined ? {} : { use })
    },
  }),

  /**
   * Installs a root in a station: one of the store (`certificateId`), the site's own authority (`authority: true`, as the
   * root that it knows the controller by), or a PEM.
   * @throws SiteError InvalidInput, StationOffline, StationRejected, NotSupported
   */
  'certificates.install': action({
    needs: 'ManageChargingStations',
    input: station
      .extend({
        authority: z.literal(true).optional(),
        certificateId: z.string().optional(),
        use: z.enum(rootKinds).optional(),
        pem: z.string().max(5500).optional(),
      })
      .strict(),
    run: async (context, { stationId, ...what }): Promise<void> => {
      const row = stationRow(context.read, context.actor, stationId)
      const charger = context.chargers.get(row.id)
      const root = await rootOf(context, what)
      await charger.installRoot(root)
      const { thumbprint, subject } = factsOf(root.pem)
      const after = { use: root.use, thumbprint, certificate: subject }
      await context.execute(note, { accountId: row.accountId, action: 'certificates.install', stationId, after })
    },
  }),

  /** @throws SiteError StationOffline, StationRejected: also when it is the one in use */
  'certificates.deleteInstalled': action({
    needs: 'ManageChargingStations',
    input: station
      .extend({
        hash: z
          .object({
            hashAlgorithm: z.enum(hashAlgorithms),
            issuerNameHash: hex,
            issuerKeyHash: hex,
            serialNumber: hex.max(40),
          })
          .strict(),
      })
      .strict(),
    run: async (context, { stationId, hash }): Promise<{ outcome: 'deleted' | 'not-found' }> => {
      const row = stationRow(context.read, context.actor, stationId)
      const outcome = await context.chargers.get(row.id).deleteInstalled({ hash })
      const after = { certificate: hash.serialNumber, outcome }
      await context.execute(note, {
        accountId: row.accountId,
        action: 'certificates.deleteInstalled',
        stationId,
        after,
      })
      return { outcome }
    },
  }),
}

async function rootOf(
  context: ActionContext,
  what: {
    authority?: true | undefined
    certificateId?: string | undefined
    use?: RootKind | undefined
    pem?: string | undefined
  },
): Promise<{ use: RootKind; pem: string }> {
  if (what.authority) return { use: 'csms-root', pem: (await authorityRow(context)).pem }
  if (what.certificateId !== undefined) {
    const found = certificateView(context.read, context.actor, what.certificateId, context.clock.now())
    if (!isRootKind(found.kind))
      throw new SiteError('InvalidInput', { fields: { certificateId: 'This certificate is not a root.' } })
    return { use: found.kind as RootKind, pem: found.pem }
  }
  if (what.pem === undefined || what.use === undefined)
    throw new SiteError('InvalidInput', {
      fields: { pem: 'Name a certificate of the store, the authority of the site, or give a PEM with its use.' },
    })
  return { use: what.use, pem: factsOf(what.pem).pem }
}
