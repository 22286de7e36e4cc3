/** Stations that want a certificate: checked, decided by a person or by the rule, signed, handed over. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationById, stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, type CommandContext, command, query, trusted } from '../use-case.ts'
import { authorityOf, authorityRow } from './authority.ts'
import {
  certificateView,
  changeCertificate,
  changeRequest,
  hasValidCertificate,
  insertCertificate,
  insertRequest,
  listRequests,
  openRequest,
  pruneRequests,
  requestRow,
  requestsIn,
  requestView,
  securityRow,
  stationsToRenew,
} from './certificate.store.ts'
import type { CertificateRequestState, CertificateRequestView } from './certificate.ts'
import { certificatesChanged } from './certificate.use-cases.ts'
import { type CertificateFacts, type CheckedRequest, checkRequest, factsOf, signStationRequest } from './x509.ts'

const dayMs = 24 * 60 * 60 * 1000
/** A station that can't be spoken to does not fill the disk. */
const keptRequests = 20
const deliveriesAtOnce = 20
const renewBeforeMs = 30 * dayMs
const system: Actor = { kind: 'system', door: 'scheduler' }
const unchecked: CheckedRequest = { ok: false, reason: 'it could not be checked in time' }
const id = z.object({ id: z.string() }).strict()
const states = ['pending', 'approved', 'signed', 'delivered', 'declined', 'failed'] as const

const keepSigned = command({
  needs: 'system',
  input: trusted<{ requestId: string; stationId: number; facts: CertificateFacts }>(),
  run: (context, { requestId, stationId, facts }): boolean => {
    const { db, now } = context
    if (requestRow(db, requestId).state !== 'approved') return false
    const certificateId = randomUUID()
    insertCertificate(db, { id: certificateId, kind: 'station', stationId, ...facts, createdAt: now })
    const { accountId, serialId } = stationById(db, stationId)
    const subject = `certificate ${facts.thumbprint} of station ${serialId}`
    writeAudit(context, { accountId, action: 'certificates.issue', subject, after: { ...facts, pem: undefined } })
    change(context, requestId, { state: 'signed', certificateId })
    certificatesChanged(context)
    return true
  },
})

const keepDelivery = command({
  needs: 'system',
  input: trusted<{ requestId: string; failure: string | null }>(),
  run: (context, { requestId, failure }) => {
    const { certificateId } = requestRow(context.db, requestId)
    if (failure !== null) {
      // what the station did not take, it can't come with
      if (certificateId !== null)
        changeCertificate(context.db, certificateId, { revokedAt: context.now, revokedReason: failure })
      change(context, requestId, { state: 'failed', reason: failure })
    } else {
      if (certificateId !== null) changeCertificate(context.db, certificateId, { deliveredAt: context.now })
      change(context, requestId, { state: 'delivered' })
    }
    certificatesChanged(context)
  },
})

export const certificateRequestUseCases = {
  /** Before `certificates.request`: whether the request itself is in order. */
  'certificates.checkRequest': action({
    needs: 'station',
    input: trusted<{ csr: string; forCars?: boolean }>(),
    run: async (_context, { csr, forCars = false }): Promise<CheckedRequest> =>
      // that is a matter of a V2G authority, which the site is not
      forCars ? { ok: false, reason: 'certificates for ISO 15118 are not signed here' } : checkRequest(csr),
  }),

  /**
   * A station wants its key signed. It is signed at once where the rule says so, else a person decides.
   * @returns why it is refused, or undefined
   */
  'certificates.request': command({
    needs: 'station',
    input: trusted<{ checked: CheckedRequest | undefined }>(),
    run: (context, { checked = unchecked }): { refused: string | null } => {
      const { db, actor, now } = context
      const station = stationById(db, stationOf(actor))
      const refused = refusalOf(checked, station)
      const subject = `station ${station.serialId}`
      if (refused !== null || !checked.ok) {
        const after = { refused }
        writeAudit(context, { accountId: station.accountId, action: 'certificates.request', subject, after })
        return { refused }
      }
      // asked again before the answer: the same wish
      if (openRequest(db, station.id, checked.keyFingerprint)) return { refused: null }
      const rule = securityRow(db).autoSign
      // with open access anybody could ask in the station's name
      const isRenewal = !station.openAccess && hasValidCertificate(db, station.id, now)
      const isAutomatic = rule === 'all' || (rule === 'renewals' && isRenewal)
      const request = {
        id: randomUUID(),
        stationId: station.id,
        csr: checked.csr,
        keyFingerprint: checked.keyFingerprint,
        keyType: checked.keyType,
        state: isAutomatic ? ('approved' as const) : ('pending' as const),
        reason: isAutomatic ? `rule: ${rule}` : null,
        requestedAt: now,
        changedAt: now,
      }
      insertRequest(db, request)
      pruneRequests(db, station.id, keptRequests)
      const view = requestView(db, actor, request.id)
      writeAudit(context, { accountId: station.accountId, action: 'certificates.request', subject, after: view })
      context.emit('certificate-request.changed', view)
      return { refused: null }
    },
  }),

  /** Newest first. */
  'certificates.requests': query({
    needs: 'ReadChargingStations',
    input: z
      .object({
        stationId: z.string().optional(),
        state: z.enum(states).optional(),
        limit: z.number().int().min(1).max(500).default(100),
      })
      .strict(),
    run: ({ db, actor }, { stationId, ...filter }): CertificateRequestView[] =>
      listRequests(db, actor, {
        ...filter,
        stationId: stationId === undefined ? undefined : stationRow(db, actor, stationId).id,
      }),
  }),

  /** A person compared the key: it is signed and handed over as soon as the station is there. @throws SiteError Conflict */
  'certificates.approve': command({
    needs: 'ManageChargingStations',
    input: id,
    run: (context, input) => decide(context, input.id, 'approved', null),
  }),

  /** @throws SiteError Conflict */
  'certificates.decline': command({
    needs: 'ManageChargingStations',
    input: id.extend({ reason: z.string().trim().max(200).optional() }).strict(),
    run: (context, input) => decide(context, input.id, 'declined', input.reason ?? null),
  }),

  /** Asks a station to send a request for a new certificate. @throws SiteError StationOffline, NotSupported, StationRejected */
  'certificates.renew': action({
    needs: 'ManageChargingStations',
    input: z.object({ stationId: z.string() }).strict(),
    run: async (context, { stationId }): Promise<void> => {
      const row = stationRow(context.read, context.actor, stationId)
      await context.chargers.get(row.id).requestSigning()
      await context.execute(noteRenewal, { accountId: row.accountId, id: stationId })
    },
  }),

  /** Signs what was approved, and hands over what was signed: of one station, or of all that are there. */
  'certificates.issueDue': action({
    needs: 'system',
    input: trusted<{ stationId?: number }>(),
    run: async (context, { stationId }): Promise<void> => {
      for (const { id: requestId } of requestsIn(context.read, ['approved'], stationId))
        await signOne(context, requestId)
      const due = requestsIn(context.read, ['signed'], stationId)
      // one station that is slow does not keep the others waiting
      for (let at = 0; at < due.length; at += deliveriesAtOnce)
        await Promise.all(due.slice(at, at + deliveriesAtOnce).map(({ id: requestId }) => deliver(context, requestId)))
    },
  }),

  /** Asks stations whose certificate ends within 30 days for a new request, each at most once a day. */
  'certificates.renewDue': action({
    needs: 'system',
    input: trusted<Record<never, never>>(),
    run: async (context): Promise<{ asked: string[] }> => {
      const now = context.clock.now()
      const asked: string[] = []
      for (const station of stationsToRenew(context.read, now + renewBeforeMs, now - dayMs)) {
        if (!context.chargers.isReady(station.stationId)) continue
        try {
          await context.chargers.get(station.stationId).requestSigning()
          asked.push(station.id)
        } catch (error) {
          const reason = error instanceof SiteError ? error.code : String(error)
          context.log.info('a station could not be asked for a new certificate', { station: station.id, reason })
        }
      }
      return { asked }
    },
  }),
}

const noteRenewal = command({
  needs: 'ManageChargingStations',
  input: trusted<{ accountId: string; id: string }>(),
  run: (context, entry) =>
    writeAudit(context, {
      accountId: entry.accountId,
      action: 'certificates.renew',
      subject: `station ${entry.id}`,
    }),
})

async function signOne(context: ActionContext, requestId: string) {
  const { csr, stationId } = requestRow(context.read, requestId)
  const days = securityRow(context.read).stationCertificateDays
  const authority = await authorityOf(context)
  const pem = await signStationRequest(authority, { csr, now: context.clock.now(), days })
  await context.execute(keepSigned, { requestId, stationId, facts: factsOf(pem) }, system)
}

/** A station that is away gets it when it is back; one that does not answer is asked again then. */
async function deliver(context: ActionContext, requestId: string) {
  const { stationId, certificateId } = requestRow(context.read, requestId)
  if (certificateId === null || !context.chargers.isReady(stationId)) return
  const leaf = certificateView(context.read, system, certificateId, context.clock.now()).pem
  const authority = await authorityRow(context)
  let failure: string | null = null
  try {
    await context.chargers.get(stationId).deliverCertificate({ chainPem: leaf + authority.pem })
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    if (error.code === 'StationOffline' || error.code === 'StationTimeout') return
    failure = `the station refused it: ${String(error.details.answer ?? error.code)}`
  }
  await context.execute(keepDelivery, { requestId, failure }, system)
}

function decide(
  context: CommandContext,
  requestId: string,
  state: 'approved' | 'declined',
  reason: string | null,
): CertificateRequestView {
  const before = requestView(context.db, context.actor, requestId)
  if (before.state !== 'pending') throw new SiteError('Conflict', { state: before.state })
  writeAudit(context, {
    accountId: before.accountId,
    action: state === 'approved' ? 'certificates.approve' : 'certificates.decline',
    subject: `station ${before.stationId}`,
    before,
    after: { state, reason },
  })
  return change(context, requestId, { state, reason })
}

function change(
  context: CommandContext,
  requestId: string,
  changes: { state: CertificateRequestState; reason?: string | null; certificateId?: string },
): CertificateRequestView {
  changeRequest(context.db, requestId, { ...changes, changedAt: context.now })
  const view = requestView(context.db, context.actor, requestId)
  context.emit('certificate-request.changed', view)
  return view
}

/**
 * OCPP 2.0.1 A00.FR.511 wants the station's serial number as the common name; most write their OCPP identity. Either must
 * be this station's.
 */
function refusalOf(checked: CheckedRequest, station: { serialId: string; serialNumber: string | null }): string | null {
  if (!checked.ok) return checked.reason
  if (checked.commonName === station.serialId || checked.commonName === station.serialNumber) return null
  return `the common name ${checked.commonName} is neither the identity nor the serial number of this station`
}
