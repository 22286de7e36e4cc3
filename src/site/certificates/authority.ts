/** The site's own authority: made once, its key sealed with the site's key file. */
import { randomUUID } from 'node:crypto'
import { writeAudit } from '../audit/audit.store.ts'
import type { ReadHandle } from '../db/open.ts'
import type { Secrets } from '../secrets.ts'
import { findSite } from '../setup/site.store.ts'
import { type ActionContext, command, trusted } from '../use-case.ts'
import { type CertificateRow, insertCertificate, newestCertificate } from './certificate.store.ts'
import type { CertificateFacts, KeyedCertificate } from './x509.ts'
import { factsOf, makeAuthority } from './x509.ts'

const keepAuthority = command({
  needs: 'system',
  input: trusted<{ facts: CertificateFacts; keyPem: string }>(),
  run: (context, { facts, keyPem }): CertificateRow => {
    const { db, now, secrets } = context
    // two that were made at the same time: the first counts
    const there = newestCertificate(db, 'authority')
    if (there) return there
    insertCertificate(db, {
      id: randomUUID(),
      kind: 'authority',
      ...facts,
      sealedKey: secrets.seal(keyPem),
      createdAt: now,
    })
    writeAudit(context, {
      accountId: null,
      action: 'certificates.makeAuthority',
      subject: `certificate ${facts.thumbprint}`,
      after: facts,
    })
    return newestCertificate(db, 'authority') as CertificateRow
  },
})

/** The authority with its key, for signing; made when there is none. */
export async function authorityOf(context: ActionContext): Promise<KeyedCertificate> {
  return unsealed(await authorityRow(context), context.secrets)
}

export async function authorityRow(context: ActionContext): Promise<CertificateRow> {
  const there = newestCertificate(context.read, 'authority')
  if (there) return there
  const { pem, keyPem } = await makeAuthority(siteNameOf(context.read), context.clock.now())
  return context.execute(keepAuthority, { facts: factsOf(pem), keyPem }, { kind: 'system', door: 'scheduler' })
}

export function unsealed(row: CertificateRow, secrets: Secrets): KeyedCertificate {
  return { pem: row.pem, keyPem: row.sealedKey === null ? '' : secrets.open(row.sealedKey) }
}

export function siteNameOf(db: ReadHandle): string {
  return findSite(db)?.name ?? 'Charging site'
}
