import type { ProtocolVersion } from './protocol.ts'
import { v16 } from './v16/version.ts'
import { v201 } from './v201/version.ts'

/** The versions that are spoken, the best first. */
export const versions: readonly ProtocolVersion[] = [v201, v16]
