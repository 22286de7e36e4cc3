import type { Box } from './box.ts'
import { rootsOf } from './security/certificates.ts'

/** 0 plain, 1 password, 2 TLS and password, 3 TLS with a certificate on both sides (OCPP security profiles). */
export type SecurityProfile = 0 | 1 | 2 | 3

/** Where the box may connect to: slot 0 is what it was built with, the others came by SetNetworkProfile. */
export interface NetworkSlot {
  /** without the id */
  readonly url: string
  readonly securityProfile: SecurityProfile
  /** as it came, without its secrets */
  readonly raw: object | undefined
}

export interface Network {
  readonly slots: Map<number, NetworkSlot>
  /** slots in the order they are tried */
  priority: number[]
  active: number
  /** attempts on the active slot that failed since the last success */
  failures: number
  readonly user: string
  password: string | undefined
  /** taken over at the next start */
  nextPassword: string | undefined
  /** PEM: what the box was built with */
  readonly ca: readonly string[]
  readonly certificate: { readonly cert: string; readonly key: string } | undefined
  /** where TLS is spoken, where that is not the same host and port; without the id */
  readonly secureUrl: string | undefined
}

/** Slots that exist: NetworkConfigurationPriority chooses among them. */
export const SLOTS = [0, 1, 2]
/** NetworkProfileConnectionAttempts */
const ATTEMPTS = 3

/** What one attempt to connect needs. */
export interface Connection {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly tls: { ca?: string[]; cert?: string; key?: string }
}

export function createNetwork(o: {
  url: string
  user: string
  password: string | undefined
  ca: readonly string[]
  certificate: Network['certificate']
  secureUrl: string | undefined
}): Network {
  const secure = o.url.startsWith('wss:')
  const securityProfile = secure ? (o.certificate ? 3 : 2) : o.password === undefined ? 0 : 1
  const { url, ...rest } = o
  return {
    ...rest,
    slots: new Map([[0, { url, securityProfile, raw: undefined }]]),
    priority: [0],
    active: 0,
    failures: 0,
    nextPassword: undefined,
  }
}

export function slotInUse(box: Box): NetworkSlot {
  const { slots, active } = box.memory.network
  return slots.get(active) ?? (slots.get(0) as NetworkSlot)
}

export function connectionOf(box: Box): Connection {
  const { network, certificates } = box.memory
  const { url, securityProfile } = slotInUse(box)
  const { password, user, certificate } = network
  const bytes = password === undefined ? undefined : passwordBytes(box, password)
  const basic = bytes && Buffer.concat([Buffer.from(`${user}:`), bytes]).toString('base64')
  const ca = trustedRoots(box)
  const own = certificates.installed.find((each) => each.use === 'station')
  const key = certificates.stationKey
  const client =
    own && key
      ? { cert: own.chain.join('\n'), key: key.export({ type: 'pkcs8', format: 'pem' }) as string }
      : certificate
  return {
    url: `${url.replace(/\/+$/, '')}/${encodeURIComponent(box.identity.id)}`,
    // In profile 3 the certificate is enough (A00.FR.401).
    headers: basic && securityProfile !== 3 ? { Authorization: `Basic ${basic}` } : {},
    tls: url.startsWith('wss:') ? { ...(ca.length > 0 ? { ca } : {}), ...client } : {},
  }
}

/** PEM of what TLS servers are trusted by: what it was built with, and the server's roots that were installed. */
export function trustedRoots(box: Box): string[] {
  return [...box.memory.network.ca, ...rootsOf(box, 'csms-root')]
}

/** A start: the password that waited, and the first slot that is set. */
export function networkStarts(box: Box): void {
  const { network } = box.memory
  network.password = network.nextPassword ?? network.password
  network.nextPassword = undefined
  network.failures = 0
  network.active = network.priority.find((slot) => network.slots.has(slot)) ?? 0
}

/** An attempt failed: after some the next slot is tried (2.0.1 B10). */
export function networkFailed(box: Box): void {
  const { network } = box.memory
  if (++network.failures < ATTEMPTS) return
  const usable = network.priority.filter((slot) => network.slots.has(slot))
  const next = usable[(usable.indexOf(network.active) + 1) % usable.length]
  network.failures = 0
  if (next === undefined || next === network.active) return
  network.active = next
  box.happened('trouble', `network profile ${next} is tried`)
}

/** A new password counts at once, with a new connection; where the box needs a restart for it, after that. */
export function changePassword(box: Box, password: string): 'now' | 'at-restart' {
  const { network } = box.memory
  if (box.quirks.passwordNeedsReboot) {
    network.nextPassword = password
    return 'at-restart'
  }
  network.password = password
  return 'now'
}

/** Raises the security profile of the factory's slot; false when it may not be (A05: never lowered, and what it needs is there). */
export function raiseSecurityProfile(box: Box, wanted: number): boolean {
  const { network, certificates } = box.memory
  const slot = network.slots.get(0) as NetworkSlot
  if (![1, 2, 3].includes(wanted) || wanted <= slot.securityProfile) return false
  if (wanted >= 2 && trustedRoots(box).length === 0) return false
  if (wanted === 3 && !network.certificate && !certificates.stationKey) return false
  if (wanted <= 2 && network.password === undefined) return false
  const url = wanted >= 2 ? (network.secureUrl ?? slot.url.replace(/^ws:/, 'wss:')) : slot.url
  network.slots.set(0, { ...slot, url, securityProfile: wanted as SecurityProfile })
  return true
}

/** The bytes a password stands for: its characters, or where the box takes it so the bytes its hex digits spell. */
function passwordBytes(box: Box, password: string): Buffer {
  const hex = box.quirks.passwordIsHex && /^([0-9a-f]{2})+$/i.test(password)
  return Buffer.from(password, hex ? 'hex' : 'utf8')
}
