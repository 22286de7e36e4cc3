import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { LanApi } from '../../mobile-api/lan-api.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import { SiteSync } from '../../sync/site/site-sync.ts'
import { FileDrop } from '../ocpp/file-drop/file-drop.ts'
import { FtpDrop } from '../ocpp/file-drop/ftp-drop.ts'
import { OcppServer } from '../ocpp/server.ts'
import { spokenVersions } from '../ocpp/versions.ts'
import { CertificateUpkeep } from '../site/certificates/certificate-upkeep.ts'
import { ProfileUpkeep } from '../site/charging-profiles/profile-upkeep.ts'
import { type Clock, systemClock } from '../site/clock.ts'
import { Checkpoints } from '../site/db/checkpoints.ts'
import { lockFolder } from '../site/db/folder-lock.ts'
import { type Database, openDatabase } from '../site/db/open.ts'
import { ReportUpkeep } from '../site/device-model/report-upkeep.ts'
import { LocalListSync } from '../site/local-lists/local-list-sync.ts'
import type { Log } from '../site/log.ts'
import type { Actor } from '../site/permissions.ts'
import { CostUpdates } from '../site/prices/cost-updates.ts'
import { ReservationUpkeep } from '../site/reservations/reservation-upkeep.ts'
import { loadSecrets } from '../site/secrets.ts'
import { Site } from '../site/site.ts'
import { StationSetup } from '../site/station-setup/station-setup.ts'
import { SessionStatusQuestions } from '../site/transactions/session-status.ts'
import { StopBlockedSessions } from '../site/transactions/stop-blocked.ts'
import { reachableHosts } from './addresses.ts'
import type { ControllerConfig } from './config.ts'
import { ControlServer } from './control.ts'
import { DeskServer } from './desk/desk-server.ts'
import { portFailure, StartFailure, sentenceOf } from './failure.ts'
import { createLog } from './log.ts'
import { outsideCertificates } from './outside-certificates.ts'
import { readPasswordFile } from './password-file.ts'
import { checkpointThread, migrationsFolder, rendererFolder } from './paths.ts'
import { TlsIdentity } from './tls-identity.ts'
import { version } from './version.ts'

export interface ControllerAddresses {
  /** On this machine. */
  deskUrl: string
  /** Without the station's id, which is the last segment. */
  ocppUrl: string
  lanUrl: string
}

interface Part {
  name: string
  stop(): void | Promise<void>
}

const system: Actor = { kind: 'system', door: 'cli' }
const stopTimeoutMs = 10_000

/** Wires the site and its doors, in the order in which they need each other; stops them in the opposite one. */
export class SiteController {
  readonly #config: ControllerConfig
  readonly #clock: Clock
  readonly #log: Log
  #parts: Part[] = []
  #site: Site | undefined

  constructor(config: ControllerConfig, options: { clock?: Clock; log?: Log } = {}) {
    this.#config = config
    this.#clock = options.clock ?? systemClock
    this.#log = options.log ?? createLog(config.logLevel)
  }

  /** @throws StartFailure, SiteError: nothing is left running then */
  async start(): Promise<ControllerAddresses> {
    try {
      return await this.#start()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Doors first, so that nothing new comes in; then what is pending is committed. */
  async stop() {
    for (const part of this.#parts.splice(0).reverse()) await this.#stopPart(part)
  }

  /** Whether the first run is still to be done on the desk. */
  async isSetUp(): Promise<boolean> {
    return (await this.#site?.execute(system, 'setup.status', {}))?.setUp ?? false
  }

  async #start(): Promise<ControllerAddresses> {
    const { data, deskHost, deskPort, ocppHost, ocppPort, lanHost, lanPort, ftpPort, ocppTlsPort } = this.#config
    const clock = this.#clock
    const log = this.#log
    prepareFolder(data)
    const unlock = lockFolder(data)
    if (!unlock)
      throw new StartFailure(
        `Another Chargeyard controller is already running on ${data}. Stop it, or choose another folder with --data.`,
      )
    this.#parts.push({ name: 'folder lock', stop: unlock })

    const { site, database } = this.#openSite()
    await site.execute(system, 'stations.allOffline', {})
    await this.#setUpUnattended(site)

    const checkpoints = new Checkpoints({
      database,
      betweenTurns: (work) => site.betweenTurns(work),
      thread: checkpointThread,
      clock,
      log,
    })
    checkpoints.start()
    this.#parts.push({ name: 'checkpoints', stop: () => checkpoints.stop() })
    const stopBlocked = new StopBlockedSessions({ site, clock, log })
    stopBlocked.start()
    this.#parts.push({ name: 'blocked sessions', stop: () => stopBlocked.stop() })
    const localLists = new LocalListSync({ site, clock, log })
    localLists.start()
    this.#parts.push({ name: 'local lists', stop: () => localLists.stop() })
    const reservations = new ReservationUpkeep({ site, clock, log })
    reservations.start()
    this.#parts.push({ name: 'reservations', stop: () => reservations.stop() })
    const profiles = new ProfileUpkeep({ site, clock, log })
    profiles.start()
    this.#parts.push({ name: 'charging profiles', stop: () => profiles.stop() })
    const costUpdates = new CostUpdates({ site, clock, log })
    costUpdates.start()
    this.#parts.push({ name: 'running costs', stop: () => costUpdates.stop() })
    const sessionStatus = new SessionStatusQuestions({ site, clock, log })
    sessionStatus.start()
    this.#parts.push({ name: 'status of sessions', stop: () => sessionStatus.stop() })
    const setup = new StationSetup({ site, clock, log })
    setup.start()
    this.#parts.push({ name: 'station set-up', stop: () => setup.stop() })
    const reports = new ReportUpkeep({ site, clock, log })
    reports.start()
    this.#parts.push({ name: 'reports', stop: () => reports.stop() })
    site.attachCertificateProvider(outsideCertificates)
    const certificates = new CertificateUpkeep({ site, clock, log })
    certificates.start()
    this.#parts.push({ name: 'certificates', stop: () => certificates.stop() })
    const control = new ControlServer({ site, folder: data, log })
    await control.start()
    this.#parts.push({ name: 'control', stop: () => control.stop() })

    let ocppBase = ''
    let tlsBase: string | undefined
    const drop = new FileDrop({
      site,
      log,
      folder: join(data, 'files'),
      baseUrl: (over) => {
        const host = reachableHosts(ocppHost)[0] ?? '127.0.0.1'
        if (over === 'http') return ocppBase.replace('host', host)
        if (over === 'https') return tlsBase?.replace('host', host)
        return over === 'ftp' && ftpPort !== undefined ? `ftp://${host}:${ftpPort}` : undefined
      },
    })
    await drop.start()
    const tls = ocppTlsPort === undefined ? undefined : await this.#tlsIdentity(site, (one) => ocpp.setTlsIdentity(one))
    const ocpp: OcppServer = new OcppServer({
      site,
      clock,
      log,
      host: ocppHost,
      port: ocppPort,
      versions: await spokenVersions(this.#config),
      ...(tls && ocppTlsPort !== undefined ? { tls: { port: ocppTlsPort, identity: tls } } : {}),
      onRequest: (request, response) => drop.handle(request, response),
    })
    const ocppAt = await this.#open('OCPP', '--ocpp-port', ocppPort, ocpp)
    ocppBase = `http://host:${ocppAt.port}`
    if (ocppAt.tlsPort !== undefined) tlsBase = `https://host:${ocppAt.tlsPort}`
    if (ftpPort !== undefined) {
      const publicHost = () => reachableHosts(ocppHost)[0] ?? '127.0.0.1'
      const passivePorts = { from: ftpPort + 1, to: ftpPort + 10 }
      const ftp = new FtpDrop({ drop, log, host: ocppHost, port: ftpPort, publicHost, passivePorts })
      await this.#open('FTP', '--ftp-port', ftpPort, ftp)
    }
    const lan = new LanApi({ site, clock, log, host: lanHost, port: lanPort, version })
    const lanAt = await this.#open('the LAN API', '--lan-port', lanPort, lan)
    // asked each time: networks come and go while the controller runs
    const ocppUrls = () => {
      const hosts = reachableHosts(ocppHost)
      const plain = hosts.map((host) => `ws://${host}:${ocppAt.port}/OCPP`)
      const encrypted = ocppAt.tlsPort === undefined ? [] : hosts.map((host) => `wss://${host}:${ocppAt.tlsPort}/OCPP`)
      return [...plain, ...encrypted]
    }
    const lanUrls = () => reachableHosts(lanHost).map((host) => `http://${host}:${lanAt.port}`)
    const desk = new DeskServer({
      site,
      clock,
      log,
      host: deskHost,
      port: deskPort,
      staticFolder: rendererFolder,
      info: () => ({ version, ocppUrls: ocppUrls(), lanUrls: lanUrls() }),
    })
    const deskAt = await this.#open('the desk', '--desk-port', deskPort, desk)

    const sync = new SiteSync({ site, clock, log, software: `chargeyard ${version}` })
    await sync.start()
    this.#parts.push({ name: 'sync', stop: () => sync.stop() })
    return {
      deskUrl: `http://${reachableHosts(deskHost)[0]}:${deskAt.port}`,
      ocppUrl: ocppUrls()[0] ?? '',
      lanUrl: lanUrls()[0] ?? '',
    }
  }

  async #tlsIdentity(site: Site, onChange: (identity: { cert: string; key: string }) => void) {
    const { ocppHost, ocppTlsCert, ocppTlsKey } = this.#config
    if ((ocppTlsCert === undefined) !== (ocppTlsKey === undefined))
      throw new StartFailure('For a certificate of your own give both --ocpp-tls-cert and --ocpp-tls-key.')
    const files =
      ocppTlsCert === undefined || ocppTlsKey === undefined ? undefined : { cert: ocppTlsCert, key: ocppTlsKey }
    const keeper = new TlsIdentity({ site, clock: this.#clock, log: this.#log, files, host: ocppHost, onChange })
    const identity = await keeper.start()
    this.#parts.push({ name: 'certificate of the encrypted door', stop: () => keeper.stop() })
    return identity
  }

  #openSite(): { site: Site; database: Database } {
    const { data } = this.#config
    const database = openDatabase({ file: join(data, 'site.sqlite'), migrationsFolder })
    this.#parts.push({ name: 'database', stop: () => database.close() })
    const secrets = loadSecrets(join(data, 'site.key'))
    const site = new Site({ database, secrets, clock: this.#clock, log: this.#log, stamp: tick })
    this.#parts.push({ name: 'site', stop: () => site.close() })
    this.#site = site
    return { site, database }
  }

  async #open<T extends { port: number }>(
    name: string,
    flag: string,
    port: number,
    door: { start(): Promise<T>; stop(): void | Promise<void> },
  ): Promise<T> {
    try {
      const at = await door.start()
      this.#parts.push({ name, stop: () => door.stop() })
      return at
    } catch (error) {
      const { code, port: failed } = error as { code?: unknown; port?: unknown }
      // one door may have two listeners
      if (failed !== undefined && failed !== port && failed === this.#config.ocppTlsPort)
        throw portFailure('OCPP by TLS', '--ocpp-tls-port', this.#config.ocppTlsPort, code, error)
      throw portFailure(name, flag, port, code, error)
    }
  }

  /** First run without the desk, for machines that are set up by a script: everything else can be changed on the desk. */
  async #setUpUnattended(site: Site) {
    const { adminEmail, adminPasswordFile } = this.#config
    if (!adminEmail && !adminPasswordFile) return
    if (!adminEmail || !adminPasswordFile)
      throw new StartFailure('For a first run without the desk give both --admin-email and --admin-password-file.')
    const { setUp } = await site.execute(system, 'setup.status', {})
    if (setUp) return
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
    await site.execute(system, 'setup.complete', {
      siteName: 'Charging site',
      accountName: 'Main account',
      timeZone,
      currency: 'EUR',
      pricePerKWhMicros: 0,
      email: adminEmail,
      password: readPasswordFile(adminPasswordFile),
    })
    this.#log.info('the site was set up without the desk; name, currency and price can be changed in its settings')
  }

  async #stopPart({ name, stop }: Part) {
    const timeout = Promise.withResolvers<'late'>()
    const timer = this.#clock.setTimer(() => timeout.resolve('late'), stopTimeoutMs)
    try {
      const outcome = await Promise.race([Promise.resolve().then(stop), timeout.promise])
      if (outcome === 'late') this.#log.warn('a part did not stop in time', { part: name })
    } catch (error) {
      this.#log.error('a part failed to stop', { part: name, reason: sentenceOf(error) })
    } finally {
      timer.cancel()
    }
  }
}

function prepareFolder(folder: string) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    if (process.platform !== 'win32') chmodSync(folder, 0o700)
  } catch (error) {
    const reason = (error as { code?: string }).code ?? String(error)
    throw new StartFailure(
      `The data folder ${folder} can not be written (${reason}). Give this user the right to it, or choose another folder with --data.`,
      error,
    )
  }
}
