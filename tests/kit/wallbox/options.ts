import type { ManualTimer } from '../clock.ts'
import type { Happening, Identity, Settings } from './box.ts'
import type { Dialect, Protocol } from './dialect.ts'
import type { StandingOptions } from './engine-options.ts'
import { Misuse } from './misuse.ts'
import { createNetwork, type Network } from './network.ts'
import type { Quirks } from './quirks.ts'
import type { RpcFaults } from './rpc.ts'
import { ocpp16 } from './v16/dialect.ts'
import { ocpp21 } from './v21/dialect.ts'
import { ocpp201 } from './v201/dialect.ts'

/** A clock that drives a box: the kit's ManualClock, or the site's own clock. */
export interface BoxClock {
  now(): number
  setTimer(run: () => void, delayMs: number): ManualTimer
}

/** Misbehaviour for tests: see the fields; all may be changed while the box runs. */
export interface Faults extends RpcFaults {
  /** sends frames in WebSocket fragments of at most this many characters */
  chunkLength: number | undefined
}

export interface WallboxOptions {
  /** `ws://host:port/OCPP`: the station's id is appended */
  readonly url: string
  readonly id: string
  readonly protocol: Protocol
  /** Basic auth; undefined: none is sent */
  readonly password?: string | undefined
  /** default: the id, as the specification wants it */
  readonly username?: string | undefined
  /** PEM of the roots that a server's TLS certificate must come from; default: the public ones */
  readonly ca?: readonly string[] | undefined
  /** PEM: the box's own certificate for TLS (security profile 3) */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined
  /** where it finds the server's TLS port when it is told to use TLS; default: the host and port of `url` */
  readonly secureUrl?: string | undefined
  /** PEM of the roots it trusts firmware by, from the factory */
  readonly manufacturerRoots?: readonly string[] | undefined
  /** default 1 */
  readonly connectors?: number
  /** rated power of each connector in W over all phases, default 11000 */
  readonly powerW?: number
  /** default 3 */
  readonly phases?: 1 | 3
  readonly vendor?: string
  readonly model?: string
  readonly serial?: string
  readonly firmware?: string
  /**
   * Whose time the box lives by. Without one it has its own, driven by `speed`: simulated per real second, 0 stands still
   * until `tick`. At a speed above 0 messages carry the real time, so that a fast box does not write into the future:
   * its energy then rises faster than its power says.
   */
  readonly clock?: BoxClock
  readonly speed?: number
  /** start of the box's own clock at speed 0, UTC epoch ms; default: now */
  readonly startAtMs?: number
  /** how wrong the box's clock is: added to each timestamp it writes */
  readonly clockErrorMs?: number
  /** between readings in a transaction, in the box's time; default 60 s; the server may change it */
  readonly meterIntervalMs?: number
  /** what else differs from an ordinary box's configuration */
  readonly settings?: Partial<Settings>
  /** noise of voltages and power */
  readonly seed?: number
  /** what the meters show at first, in Wh: of connector n, n times this (default 1000), or one number for each */
  readonly meterStartWh?: number | readonly number[]
  /** decimals of the energy register in readings, default 0 */
  readonly energyDecimals?: number
  /** offered subprotocols, default the protocol alone; `[]`: no header at all */
  readonly subprotocols?: readonly string[]
  /** real milliseconds to the first and between later attempts to connect; default 1 s, doubling up to 60 s */
  readonly reconnectMs?: { readonly first: number; readonly most: number }
  /** real milliseconds an answer may take, default 30 s */
  readonly callTimeoutMs?: number
  /** facts kept while offline, default 1000 */
  readonly maxQueuedFacts?: number
  /** frames kept in the transcript, default 2000 */
  readonly transcriptLines?: number
  /** real milliseconds a restart takes, default 300 */
  readonly rebootMs?: number
  /** sends BootNotification after every reconnect, not only after a start (some boxes do) */
  readonly bootOnReconnect?: boolean
  readonly faults?: Partial<Faults>
  /** what it does otherwise than the specification */
  readonly quirks?: Quirks
  /** called with each happening */
  readonly logger?: (happening: Happening) => void
}

/** Nothing but what its quirks ask for. */
export function faultless(quirks: Quirks = {}): Faults {
  const messageIds = quirks.restartsMessageIds ? 'counter' : 'uuid'
  return { answerDelayMs: 0, silentFor: new Set(), messageIds, chunkLength: undefined }
}

const DIALECTS: Readonly<Record<Protocol, Dialect>> = { 'ocpp1.6': ocpp16, 'ocpp2.0.1': ocpp201, 'ocpp2.1': ocpp21 }

export const PROTOCOLS: readonly Protocol[] = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']

export function dialectOf(protocol: string): Dialect {
  const dialect = (DIALECTS as Readonly<Record<string, Dialect>>)[protocol]
  if (!dialect) throw new Misuse(`the protocol must be one of ${PROTOCOLS.join(', ')}, not ${protocol}`)
  return dialect
}

/** The station's address: the id is one path segment, percent-encoded. */
export function stationUrl(url: string, id: string): string {
  if (id.length === 0 || id.length > 48) throw new Misuse(`a station id has 1 to 48 characters, not ${id.length}`)
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw new Misuse(`${url} is no address: write it like ws://192.168.1.10:8081/OCPP`)
  }
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:')
    throw new Misuse(`${url} must begin with ws:// or wss://, like ws://192.168.1.10:8081/OCPP`)
  return `${url.replace(/\/+$/, '')}/${encodeURIComponent(id)}`
}

function identityOf(o: WallboxOptions): Identity {
  return {
    id: o.id,
    vendor: o.vendor ?? 'Chargeyard',
    model: o.model ?? 'Virtual 11',
    serial: o.serial ?? `SN-${o.id}`,
    firmware: o.firmware ?? '1.4.2',
    energyDecimals: o.energyDecimals ?? 0,
  }
}

/** real milliseconds a restart takes */
export const REBOOT_MS = 300

export function credentialsOf(o: WallboxOptions): { user: string; password: string } | undefined {
  return o.password === undefined ? undefined : { user: o.username ?? o.id, password: o.password }
}

export function subprotocolsOf(o: WallboxOptions): readonly string[] {
  return o.subprotocols ?? (o.quirks?.noSubprotocol ? [] : [o.protocol])
}

function networkOf(o: WallboxOptions): Network {
  // The complete address is checked here, so that a bad one is told before the first attempt.
  stationUrl(o.url, o.id)
  return createNetwork({
    url: o.url,
    user: o.username ?? o.id,
    password: o.password,
    ca: o.ca ?? [],
    certificate: o.certificate,
    secureUrl: o.secureUrl,
  })
}

/** What the engine needs to know, with everything left out filled in. */
export function engineOptionsOf(o: WallboxOptions): StandingOptions {
  return {
    identity: identityOf(o),
    dialect: dialectOf(o.protocol),
    settings: settingsOf(o),
    quirks: o.quirks ?? {},
    connectorCount: o.connectors ?? 1,
    powerW: o.powerW ?? 11_000,
    phases: o.phases ?? 3,
    seed: o.seed ?? 1,
    startWh: o.meterStartWh ?? 1000,
    network: networkOf(o),
    manufacturerRoots: o.manufacturerRoots ?? [],
    subprotocols: subprotocolsOf(o),
    reconnectMs: o.reconnectMs ?? { first: 1_000, most: 60_000 },
    callTimeoutMs: o.callTimeoutMs ?? 30_000,
    maxQueuedFacts: o.maxQueuedFacts ?? 1000,
    rebootMs: o.rebootMs ?? REBOOT_MS,
    bootOnReconnect: o.bootOnReconnect ?? false,
  }
}

function settingsOf(o: WallboxOptions): Settings {
  return {
    heartbeatS: 300,
    meterSampleS: (o.meterIntervalMs ?? 60_000) / 1000,
    clockAlignedS: 0,
    connectionTimeoutS: 60,
    pingS: 60,
    authorizeRemote: false,
    authorizeOffline: true,
    unknownOffline: false,
    stopOnInvalidId: true,
    stopOnUnplug: true,
    factAttempts: 3,
    factRetryS: 60,
    measurands: ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC'],
    txStartPoint: 'PowerPathClosed',
    localListEnabled: true,
    cacheEnabled: true,
    preAuthorize: false,
    localListMax: 500,
    localListMaxPerMessage: 100,
    reserveAny: true,
    stackLevelMax: 10,
    schedulePeriodsMax: 24,
    profilesMax: 20,
    rateUnits: ['A', 'W'],
    itemsPerMessage: 50,
    itemsPerReport: 20,
    offlineSeverity: 3,
    displayMessagesMax: 10,
    certificatesMax: 10,
    certSigningWaitS: 60,
    certSigningRepeats: 3,
    organization: 'Virtual',
    ...o.settings,
  }
}
