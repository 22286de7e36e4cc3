/** Who is let in: path → record → password → subprotocol. What is refused is answered in words, and written down as a knock. */
import type { IncomingMessage } from 'node:http'
import type { Actor } from '../site/permissions.ts'
import type { Site } from '../site/site.ts'
import type { KnockReason, StationCredentials } from '../site/stations/station.ts'
import { areValid, parseBasicAuth } from './basic-auth.ts'
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

  const station = await site.execute(system, 'stations.credentials', { id })
  if (!station) return refuse(404, 'unknown', `The station ${id} is not known here. Adopt it on the desk first.`)
  if (!station.enabled) return refuse(403, 'disabled', `The station ${id} is disabled. Enable it on the desk first.`)
  if (!station.openAccess) {
    if (!given) return refuse(401, 'no-password', `The station ${id} must send its password (HTTP Basic).`)
    if (!areValid(id, station, given, site.secrets))
      return refuse(401, 'wrong-password', `User name or password of the station ${id} is wrong.`)
  }
  const negotiated = negotiate(versions, offered, station.assumedProtocol)
  if (!negotiated) {
    const spoken = versions.map(({ name }) => name).join(', ')
    const told = offered.length > 0 ? `None of the offered subprotocols is spoken here` : 'No subprotocol was offered'
    return refuse(400, 'no-subprotocol', `${told}. Offer one of: ${spoken}.`)
  }
  return { admitted: true, id, station, offered, negotiated }
}
