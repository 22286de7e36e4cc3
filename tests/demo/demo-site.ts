import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ControllerConfig } from '../../src/main/config.ts'
import { createLog, type LogLevel } from '../../src/main/log.ts'
import { type ControllerAddresses, SiteController } from '../../src/main/site-controller.ts'
import { LocalHub } from '../../sync/hub/local-hub.ts'
import type { Happening } from '../kit/wallbox/box.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { Life, type Place } from './life.ts'
import { type Login, liveThePast } from './past.ts'
import { planPast, startWh } from './plan.ts'
import { type Random, seeded } from './random.ts'
import { type DemoStation, STATIONS, STRANGER, TAGS, WAITING } from './yard.ts'

export interface DemoOptions {
  readonly deskPort: number
  readonly ocppPort: number
  readonly lanPort: number
  /** address that wallboxes and phones reach it by: loopback, or 0.0.0.0 for the network */
  readonly host: string
  /** weeks of the past in days */
  readonly days: number
  /** how many times faster than in life batteries fill */
  readonly pace: number
  readonly admin: Login
  readonly driver: Login
  readonly logLevel: LogLevel
  readonly onProgress: (text: string) => void
}

export interface DemoAddresses extends ControllerAddresses {
  /** database of the hub */
  readonly hubFile: string
  readonly pastSessions: number
}

/** Seconds between readings, so that there is something to see. */
const METER_INTERVAL_MS = 10_000
/** The same past and the same cars at each start. */
const SEED = 20_26

/** A whole site that lives in a temporary folder: headquarters, controller, wallboxes, and cars that come and go. */
export class DemoSite {
  readonly #o: DemoOptions
  readonly boxes: VirtualWallbox[] = []
  readonly #parts: (() => void | Promise<void>)[] = []

  constructor(options: DemoOptions) {
    this.#o = options
  }

  /** @throws StartFailure with a sentence for people (a taken port); nothing is left then */
  async start(): Promise<DemoAddresses> {
    try {
      return await this.#start()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Stops everything and deletes the folder. */
  async stop(): Promise<void> {
    for (const part of this.#parts.splice(0).reverse()) await part()
  }

  async #start(): Promise<DemoAddresses> {
    const { onProgress, days, admin, driver } = this.#o
    const folder = mkdtempSync(join(tmpdir(), 'chargeyard-demo-'))
    const remove = () => rmSync(folder, { recursive: true, force: true })
    // Whatever happens, nothing stays on the disk.
    process.once('exit', remove)
    this.#parts.push(() => {
      process.removeListener('exit', remove)
      remove()
    })
    const log = createLog(this.#o.logLevel)
    const hubFile = join(folder, 'hub.sqlite')
    const hub = new LocalHub({ file: hubFile, port: 0, log })
    await hub.start()
    this.#parts.push(() => hub.stop())

    onProgress(`Living through the past ${days} days …`)
    const random = seeded(SEED)
    const now = Date.now()
    const { sessions, meters } = planPast({ stations: STATIONS, tags: TAGS, days, now, random })
    const data = join(folder, 'site')
    const config = this.#config(data)
    const controller = new SiteController(config, { log })
    await liveThePast({
      folder: data,
      log,
      now,
      days,
      admin,
      driver,
      stations: STATIONS,
      tags: TAGS,
      sessions,
      hq: await hub.addSite('Riverside yard'),
      readingsEveryS: METER_INTERVAL_MS / 1000,
    })

    onProgress('Opening the site …')
    const addresses = await controller.start()
    this.#parts.push(() => controller.stop())
    this.#startBoxes(addresses.ocppUrl, meters, random)
    return { ...addresses, hubFile, pastSessions: sessions.length }
  }

  #startBoxes(url: string, meters: ReadonlyMap<string, number>, random: Random): void {
    const places: Place[] = []
    for (const [i, station] of [...STATIONS, STRANGER].entries()) {
      const logger = ({ kind, boxId, text }: Happening) => {
        if (kind === 'violation') this.#o.onProgress(`${boxId}: ${text}`)
      }
      const box = new VirtualWallbox({ ...boxOptions(station, url, meters), seed: SEED + i, logger })
      this.boxes.push(box)
      this.#parts.push(() => box.stop())
      box.start()
      if (station === STRANGER) continue
      for (let connector = 1; connector <= station.connectors; connector++)
        places.push({ box, connector, waits: station.id === WAITING.stationId && connector === WAITING.connector })
    }
    const life = new Life({
      places,
      tags: TAGS.filter((each) => each.busy).map((each) => each.idTag),
      pace: this.#o.pace,
      random,
      onTrouble: this.#o.onProgress,
    })
    life.start()
    this.#parts.push(() => life.stop())
  }

  #config(data: string): ControllerConfig {
    const { host, deskPort, ocppPort, lanPort, logLevel } = this.#o
    return {
      data,
      deskHost: '127.0.0.1',
      deskPort,
      ocppHost: host,
      ocppPort,
      lanHost: host,
      lanPort,
      adminEmail: undefined,
      adminPasswordFile: undefined,
      logLevel,
    }
  }
}

function boxOptions(station: DemoStation, url: string, meters: ReadonlyMap<string, number>) {
  const { id, protocol, password, vendor, model, firmware, connectors, powerW, phases } = station
  const meterStartWh = Array.from(
    { length: connectors },
    (_, i) => meters.get(`${id}/${i + 1}`) ?? startWh(station, i + 1),
  )
  const common = { url, id, protocol, password, vendor, model, firmware, connectors, powerW, phases, meterStartWh }
  return { ...common, meterIntervalMs: METER_INTERVAL_MS, reconnectMs: { first: 1_000, most: 10_000 } }
}
