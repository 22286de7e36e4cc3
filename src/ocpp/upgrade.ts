/** Who is let in: path → record → security profile → certificate or password → subprotocol. What is refused is answered in words, and written down as a knock. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { PresentedCertificate, PresentedState } from '../site/certificates/certificate.ts'
import type { Actor } from '../site/permissions.ts'
import type { Site } from '../site/site.ts'
import type { KnockReason, StationCredentials } from '../site/stations/station.ts'
import { areValid, type BasicCredentials, parseBasicAuth } from './basic-auth.ts'
import type { Knock } from './knocks.ts'
import type { ProtocolVersion } from './protocol.ts'
import { stationOfPath } from './station-path.ts'
import { type Negotiated, negotiate, offeredSubprotocols } from './subprotocols.ts'

export type Admission =
  | { admitted: true; id: string; station: StationCredentials; offered: string[]; negotiated: Negotiated }
  | { admitted: false; status: 400 | 401 | 403 | 404; text: string; knock: Knock | undefined }

const system: Actor = { kind: 'system', door: 'ocpp' }
/** What strangers send is stored, so it is cut. */
const longestTold = 200

/** @throws SiteError when the database can't be read */
export async function admit(
  site: Site,
  versions: readonly ProtocolVersion[],
  request: IncomingMessage,
): Promise<Admission> {
  const path = stationOfPath(request.url ?? '')
  if ('status' in path) return { admitted: false, ...path, knock: undefined }
  const { id } = path
  const offered = offeredSubprotocols(request.headers['sec-websocket-protocol'])
  const given = parseBasicAuth(request.headers.authorization)
  const refuse = (status: 400 | 401 | 403 | 404, reason: KnockReason, text: string): Admission => ({
    admitted: false,
    status,
    text,
    knock: {
      id,
      reason,
      remoteAddress: request.socket.remoteAddress ?? '',
      subprotocols: offered.join(',').slice(0, longestTold),
      username: given?.username.slice(0, longestTold) ?? null,
    },
  })

  const { encrypted, certificate } = channelOf(request.socket)
  const station = await site.execute(system, 'stations.credentials', { id, certificate })
  if (!station) return refuse(404, 'unknown', `The station ${id} is not known here. Adopt it on the desk first.`)
  if (!station.enabled) return refuse(403, 'disabled', `The station ${id} is disabled. Enable it on the desk first.`)
  const { securityProfile: profile, certificate: shown } = station
  if (profile >= 2 && !encrypted)
    return refuse(403, 'needs-tls', `The station ${id} has security profile ${profile}: it must connect by TLS (wss).`)
  if (profile === 3 && shown === null)
    return refuse(401, 'no-certificate', `The station ${id} has security profile 3: it must show its certificate.`)
  if (profile === 3 && shown !== null && shown !== 'valid')
    return refuse(401, 'wrong-certificate', `The certificate of the station ${id} is ${words[shown]}.`)
  // whoever showed its own certificate needs no password, whatever its profile
  const password = shown === 'valid' ? undefined : checkPassword(site, id, station, given)
  if (password === 'wrong') return refuse(401, 'wrong-password', `User name or password of the station ${id} is wrong.`)
  if (password === 'missing')
    return refuse(401, 'no-password', `The station ${id} must send its password (HTTP Basic).`)
  const negotiated = negotiate(versions, offered, station.assumedProtocol)
  if (!negotiated) {
    const spoken = versions.map(({ name }) => name).join(', ')
    const told = offered.length > 0 ? `None of the offered subprotocols is spoken here` : 'No subprotocol was offered'
    return refuse(400, 'no-subprotocol', `${told}. Offer one of: ${spoken}.`)
  }
  const { pending } = station
  if (pending && (password === 'new' || (password === 'old' && pending.isOpen)))
    await site.execute(system, 'passwords.used', { rotationId: pending.rotationId, which: password })
  return { admitted: true, id, station, offered, negotiated }
}

type PasswordCheck = 'old' | 'new' | 'missing' | 'wrong' | 'not-needed'

/** The new password of a change that is under way is as good as the old one. */
function checkPassword(
  { secrets }: Site,
  id: string,
  station: StationCredentials,
  given: BasicCredentials | undefined,
): PasswordCheck {
  const { username, pending } = station
  const isNeeded = station.securityProfile > 0
  if (!given) return isNeeded ? 'missing' : 'not-needed'
  if (areValid(id, station, given, secrets)) return 'old'
  if (pending && areValid(id, { username, passwordHash: pending.passwordHash }, given, secrets)) return 'new'
  return isNeeded ? 'wrong' : 'not-needed'
}

const words: Record<PresentedState, string> = {
  valid: 'valid',
  expired: 'expired, or the clock of the controller is wrong',
  revoked: 'revoked',
  unknown: 'not the one that is known here',
}

function channelOf(socket: Socket): { encrypted: boolean; certificate: PresentedCertificate | null } {
  if (!(socket instanceof TLSSocket)) return { encrypted: false, certificate: null }
  const shown = socket.getPeerX509Certificate()
  if (!shown) return { encrypted: true, certificate: null }
  const certificate = {
    thumbprint: createHash('sha256').update(shown.raw).digest('hex'),
    notBefore: shown.validFromDate.getTime(),
    notAfter: shown.validToDate.getTime(),
  }
  return { encrypted: true, certificate }
}
