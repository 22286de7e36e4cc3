import { serialIdPattern } from '../site/stations/station.ts'

export type StationPath = { id: string } | { status: 400 | 404; text: string }

const longestPath = 512
const here = 'Stations connect to /OCPP/{stationId}.'

/**
 * The station's identity: the last segment of `/OCPP/…/{stationId}`, percent-decoded (1.6J section 3.1.1, 2.0.1 part 4
 * section 3.1.1). "OCPP" may be in any case, and a slash may follow.
 */
export function stationOfPath(url: string): StationPath {
  const path = url.split(/[?#]/, 1)[0] ?? ''
  if (path.length > longestPath) return { status: 400, text: `The path is too long. ${here}` }
  const segments = path.replace(/\/$/, '').split('/').slice(1).map(decoded)
  if (segments[0]?.toLowerCase() !== 'ocpp') return { status: 404, text: `There is nothing here. ${here}` }
  if (segments.length < 2) return { status: 400, text: `The station's id is missing. ${here}` }
  const id = segments.at(-1)
  if (id === undefined || segments.some((each) => each === undefined || each === '' || each === '.' || each === '..'))
    return { status: 400, text: `The path can not be read. ${here}` }
  if (!serialIdPattern.test(id))
    return { status: 400, text: 'An OCPP identity has 1 to 48 letters, digits or the signs * _ = : + | @ . -' }
  return { id }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
