import { and, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { certificate, certificateRequest, securitySetting, station } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import {
  type CertificateKind,
  type CertificateRequestState,
  type CertificateRequestView,
  type CertificateView,
  certificateState,
  type PresentedCertificate,
  type PresentedState,
  rootKinds,
  type SecuritySettings,
} from './certificate.ts'

export type CertificateRow = typeof certificate.$inferSelect
type RequestRow = typeof certificateRequest.$inferSelect

export function insertCertificate(db: WriteHandle, row: typeof certificate.$inferInsert) {
  db.insert(certificate).values(row).run()
}

export function changeCertificate(db: WriteHandle, id: string, changes: Partial<typeof certificate.$inferInsert>) {
  db.update(certificate).set(changes).where(eq(certificate.id, id)).run()
}

export function deleteCertificates(db: WriteHandle, kind: 'server', exceptId: string) {
  db.delete(certificate)
    .where(and(eq(certificate.kind, kind), ne(certificate.id, exceptId)))
    .run()
}

export function deleteCertificate(db: WriteHandle, id: string) {
  db.delete(certificate).where(eq(certificate.id, id)).run()
}

/** The newest of the site's own: its authority, its server. */
export function newestCertificate(db: ReadHandle, kind: 'authority' | 'server'): CertificateRow | undefined {
  return db
    .select()
    .from(certificate)
    .where(and(eq(certificate.kind, kind), isNull(certificate.revokedAt)))
    .orderBy(desc(certificate.createdAt))
    .limit(1)
    .get()
}

export function certificateByThumbprint(db: ReadHandle, thumbprint: string): CertificateRow | undefined {
  return db.select().from(certificate).where(eq(certificate.thumbprint, thumbprint)).get()
}

/** PEMs of the roots that were brought in. */
export function rootPems(db: ReadHandle, kinds: readonly CertificateKind[]): string[] {
  return db
    .select({ pem: certificate.pem })
    .from(certificate)
    .where(inArray(certificate.kind, [...kinds]))
    .all()
    .map(({ pem }) => pem)
}

interface Joined {
  row: CertificateRow
  serialId: string | null
}

function viewOf({ row, serialId }: Joined, now: number): CertificateView {
  const { sealedKey: _, stationId: __, ...rest } = row
  return { ...rest, stationId: serialId, state: certificateState(row, now) }
}

/** Station certificates of the actor's account, and those of the whole site. Newest first. */
export function listCertificates(
  db: ReadHandle,
  actor: Actor,
  now: number,
  filter: { kind?: CertificateKind | undefined; stationId?: number | undefined; limit: number },
): CertificateView[] {
  return joined(db)
    .where(
      and(
        visible(actor),
        filter.kind === undefined ? undefined : eq(certificate.kind, filter.kind),
        filter.stationId === undefined ? undefined : eq(certificate.stationId, filter.stationId),
      ),
    )
    .orderBy(desc(certificate.createdAt), desc(certificate.id))
    .limit(filter.limit)
    .all()
    .map((one) => viewOf(one, now))
}

/** @throws SiteError NotFound */
export function certificateView(db: ReadHandle, actor: Actor, id: string, now: number): CertificateView {
  const found = joined(db)
    .where(and(visible(actor), eq(certificate.id, id)))
    .get()
  if (!found) throw new SiteError('NotFound', { certificate: id })
  return viewOf(found, now)
}

function joined(db: ReadHandle) {
  return db
    .select({ row: certificate, serialId: station.serialId })
    .from(certificate)
    .leftJoin(station, eq(station.id, certificate.stationId))
}

function visible(actor: Actor) {
  const own = ownAccount(actor, station.accountId)
  return own === undefined ? undefined : sql`(${certificate.stationId} is null or ${own})`
}

/** Is it pinned in the station's record, or was it made here for this station? */
export function presentedState(
  db: ReadHandle,
  owner: { id: number; certificateThumbprint: string | null },
  { thumbprint, notBefore, notAfter }: PresentedCertificate,
  now: number,
): PresentedState {
  const inTime = now >= notBefore && now <= notAfter
  if (owner.certificateThumbprint !== null && owner.certificateThumbprint === thumbprint)
    return inTime ? 'valid' : 'expired'
  const known = statement<[string], { stationId: number | null; kind: string; revokedAt: number | null }>(
    db,
    'select station_id as stationId, kind, revoked_at as revokedAt from certificate where thumbprint = ?',
  ).get(thumbprint)
  if (known?.kind !== 'station' || known.stationId !== owner.id) return 'unknown'
  if (known.revokedAt !== null) return 'revoked'
  return inTime ? 'valid' : 'expired'
}

/** A certificate made here that the station can come with now. */
export function hasValidCertificate(db: ReadHandle, stationId: number, now: number): boolean {
  return (
    statement<[number, number, number], { n: number }>(
      db,
      `select count(*) as n from certificate where kind = 'station' and station_id = ? and revoked_at is null
       and delivered_at is not null and not_before <= ? and not_after >= ?`,
    ).get(stationId, now, now)?.n !== 0
  )
}

/** Stations whose newest taken certificate ends before `before`, and that have not asked for a new one since `askedSince`. */
export function stationsToRenew(
  db: ReadHandle,
  before: number,
  askedSince: number,
): { stationId: number; id: string }[] {
  return statement<[number, number], { stationId: number; id: string }>(
    db,
    `select s.id as stationId, s.serial_id as id from station s
     where s.deleted_at is null and s.enabled = 1 and s.connected_since is not null
       and (select max(c.not_after) from certificate c where c.station_id = s.id and c.kind = 'station'
              and c.revoked_at is null and c.delivered_at is not null) < ?
       and not exists (select 1 from certificate_request r where r.station_id = s.id
              and (r.state in ('pending', 'approved', 'signed') or r.requested_at >= ?))`,
  ).all(before, askedSince)
}

export function insertRequest(db: WriteHandle, row: typeof certificateRequest.$inferInsert) {
  db.insert(certificateRequest).values(row).run()
}

export function changeRequest(db: WriteHandle, id: string, changes: Partial<typeof certificateRequest.$inferInsert>) {
  db.update(certificateRequest).set(changes).where(eq(certificateRequest.id, id)).run()
}

/** A station may ask again and again: only its newest requests are kept. */
export function pruneRequests(db: WriteHandle, stationId: number, keep: number) {
  db.run(sql`delete from certificate_request where station_id = ${stationId} and id in
    (select id from certificate_request where station_id = ${stationId} order by requested_at desc, rowid desc limit -1 offset ${keep})`)
}

/** An open request for the same key. */
export function openRequest(db: ReadHandle, stationId: number, keyFingerprint: string): RequestRow | undefined {
  return db
    .select()
    .from(certificateRequest)
    .where(
      and(
        eq(certificateRequest.stationId, stationId),
        eq(certificateRequest.keyFingerprint, keyFingerprint),
        inArray(certificateRequest.state, ['pending', 'approved', 'signed']),
      ),
    )
    .get()
}

export function requestRow(db: ReadHandle, id: string): RequestRow {
  const row = db.select().from(certificateRequest).where(eq(certificateRequest.id, id)).get()
  if (!row) throw new SiteError('NotFound', { request: id })
  return row
}

export function requestsIn(db: ReadHandle, states: CertificateRequestState[], stationId?: number): RequestRow[] {
  return db
    .select()
    .from(certificateRequest)
    .where(
      and(
        inArray(certificateRequest.state, states),
        stationId === undefined ? undefined : eq(certificateRequest.stationId, stationId),
      ),
    )
    .orderBy(certificateRequest.requestedAt)
    .all()
}

function requestViewOf({ row, serialId, accountId }: { row: RequestRow; serialId: string; accountId: string }) {
  const { csr: _, stationId: __, ...rest } = row
  return { ...rest, stationId: serialId, accountId } satisfies CertificateRequestView
}

function joinedRequests(db: ReadHandle) {
  return db
    .select({ row: certificateRequest, serialId: station.serialId, accountId: station.accountId })
    .from(certificateRequest)
    .innerJoin(station, eq(station.id, certificateRequest.stationId))
}

export function listRequests(
  db: ReadHandle,
  actor: Actor,
  filter: { stationId?: number | undefined; state?: CertificateRequestState | undefined; limit: number },
): CertificateRequestView[] {
  return joinedRequests(db)
    .where(
      and(
        ownAccount(actor, station.accountId),
        filter.stationId === undefined ? undefined : eq(certificateRequest.stationId, filter.stationId),
        filter.state === undefined ? undefined : eq(certificateRequest.state, filter.state),
      ),
    )
    .orderBy(desc(certificateRequest.requestedAt))
    .limit(filter.limit)
    .all()
    .map(requestViewOf)
}

/** @throws SiteError NotFound */
export function requestView(db: ReadHandle, actor: Actor, id: string): CertificateRequestView {
  const found = joinedRequests(db)
    .where(and(ownAccount(actor, station.accountId), eq(certificateRequest.id, id)))
    .get()
  if (!found) throw new SiteError('NotFound', { request: id })
  return requestViewOf(found)
}

type SettingRow = typeof securitySetting.$inferSelect

const usual: SettingRow = {
  id: 1,
  autoSign: 'renewals',
  serverNames: [],
  stationCertificateDays: 730,
  contractUrl: null,
  contractToken: null,
  ocsp: false,
  privateAddresses: false,
}

export function securityRow(db: ReadHandle): SettingRow {
  return db.select().from(securitySetting).get() ?? usual
}

export function securitySettings(db: ReadHandle): SecuritySettings {
  const { id: _, contractToken, ...rest } = securityRow(db)
  return { ...rest, hasContractToken: contractToken !== null }
}

export function saveSecurity(db: WriteHandle, changes: Partial<SettingRow>) {
  const row = { ...securityRow(db), ...changes, id: 1 }
  db.insert(securitySetting).values(row).onConflictDoUpdate({ target: securitySetting.id, set: row }).run()
}

export function isRootKind(kind: CertificateKind): boolean {
  return (rootKinds as readonly string[]).includes(kind)
}
