import type { ProtocolVersion } from './protocol.ts'

/** `Sec-WebSocket-Protocol` as a list. */
export function offeredSubprotocols(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

export interface Negotiated {
  version: ProtocolVersion
  /** As the station spelled it, which is what it wants to read back. Undefined: it named none. */
  subprotocol: string | undefined
}

/** The best version that both have; `versions` begins with the best. Names are compared without regard to case. */
export function negotiate(
  versions: readonly ProtocolVersion[],
  offered: readonly string[],
  assumed: string | null,
): Negotiated | undefined {
  for (const version of versions) {
    const subprotocol = offered.find((each) => each.toLowerCase() === version.name)
    if (subprotocol !== undefined) return { version, subprotocol }
  }
  const version = versions.find(({ name }) => name === assumed)
  return version && offered.length === 0 ? { version, subprotocol: undefined } : undefined
}
