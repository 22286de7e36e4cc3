import type { ProtocolVersion } from './protocol.ts'
import { v16 } from './v16/version.ts'
import { v201 } from './v201/version.ts'

/** The versions that are always spoken, the best first. */
export const versions: readonly ProtocolVersion[] = [v201, v16]

/** `ocpp21`: 2.1 too, of which only the core is served. It is loaded only then: its schemas are as large as all others. */
export async function spokenVersions({
  ocpp21,
}: {
  ocpp21?: boolean | undefined
}): Promise<readonly ProtocolVersion[]> {
  if (!ocpp21) return versions
  const { v21 } = await import('./v21/version.ts')
  return [v21, ...versions]
}
