import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { connectionString, hashSecret } from '../../../sync/hub/credentials.ts'
import type { JsonObject } from '../../../sync/protocol/canonical.ts'
import { maxAheadMs, parseHlc } from '../../../sync/protocol/hlc.ts'
import { parseAck } from '../../../sync/protocol/messages.ts'
import { parseTopic } from '../../../sync/protocol/topics.ts'
import { fair, Network, type Weather } from './network.ts'
import { backUpFile, HubProcess, restoreFile, SiteProcess, type Template } from './processes.ts'
import { writersOf } from './quick-sqlite.ts'
import { Random, seedIds } from './random.ts'
import { cards, strangers } from './templates.ts'
import { Timeline } from './timeline.ts'

const minute = 60_000
const hour = 60 * minute

/** An invariant does not hold. */
export class Violation extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Violation'
  }
}

function must(holds: boolean, sentence: () => string): asserts holds {
  if (!holds) throw new Violation(sentence())
}

interface SiteModel {
  id: string
  folder: string
  template: Template
  connection: string
  process: SiteProcess | undefined
  /** A second controller on a copy of the disk. */
  clone: { folder: string; process: SiteProcess } | undefined
  backup: string | undefined
  /** The disk was set back: sessions of the lost time may be at the hub. */
  restored: boolean
  skewMs: number
  meterWh: number
  running: { id: number; startWh: number }[]
  /** Sessions that were confirmed and must outlive a crash: uid → revision. */
  confirmed: Map<string, number>
}

interface Session {
  uid: string
  revision: number
  wh: number
  minor: number
}

interface TagBelief {
  blocked: boolean
  version: number
  /** Ordered in a time that the hub has lost: what a site believes of it is not known. */
  lost: boolean
}

const weathers: readonly Weather[] = [
  fair,
  { drop: 0, duplicate: 0, latestMs: 200 },
  { drop: 0.05, duplicate: 0.1, latestMs: 2_000 },
  { drop: 0.3, duplicate: 0.3, latestMs: 10_000 },
  { drop: 0.6, duplicate: 0.1, latestMs: 500 },
]

const actions = {
  charge: 30,
  begin: 8,
  end: 8,
  pass: 24,
  weather: 6,
  cutOff: 4,
  order: 8,
  glance: 4,
  poison: 2,
  strange: 2,
  killSite: 4,
  restartSite: 2,
  backUpSite: 3,
  restoreSite: 2,
  cloneSite: 0.6,
  relapse: 2,
  killHub: 4,
  backUpHub: 2,
  restoreHub: 1,
  breakBroker: 2,
  skew: 2,
  fullSite: 1,
  fullHub: 1,
  evil: 1,
}
export type Action = keyof typeof actions

/** Everything between some sites and their headquarters for one seed: real controllers, real hubs, a bad world around them. */
export class World {
  readonly #random: Random
  readonly #timeline = new Timeline()
  readonly #network: Network
  readonly #folder = mkdtempSync(join(tmpdir(), 'chargeyard-model-'))
  readonly #hubFile: string
  readonly #sites: SiteModel[] = []
  #hubs: HubProcess[] = []
  readonly #shared: boolean
  #hubSkewMs: number
  #hubBackup: { beliefs: string } | undefined
  #hubRestored = 0
  /** Latest the hub's clock ever said. */
  #latestHubNow = 0
  readonly #everCommitted = new Map<string, Session>()
  #beliefs = new Map<string, TagBelief>()
  /** What a clerk saw of a card, some time ago. */
  #glances: { account: string; idTag: string; version: number }[] = []
  readonly #applied = new Map<string, number>()
  #cloned = false
  #failure: Violation | undefined
  #reader: BetterSqlite3.Database | undefined
  readonly history: string[] = []
  words = ''

  constructor(seed: number, templates: readonly Template[]) {
    seedIds(seed)
    this.#random = new Random(seed)
    this.#network = new Network(this.#timeline, this.#random)
    this.#network.onPublish = (topic, payload) => this.#watch(topic, payload)
    this.#hubFile = join(this.#folder, 'hub.sqlite')
    this.#shared = this.#random.chance(0.3)
    this.#hubSkewMs = 0
    const count = 1 + this.#random.below(3)
    for (const [i, id] of ['nord', 'sued', 'west'].slice(0, count).entries()) {
      const template = templates[i % templates.length]
      if (!template) throw new Error('no template')
      const folder = join(this.#folder, id)
      mkdirSync(folder)
      copyFileSync(join(template.folder, 'site.sqlite'), join(folder, 'site.sqlite'))
      this.#sites.push({
        id,
        folder,
        template,
        connection: connectionString(id, `secret-of-${id}`, { host: 'broker.model', port: 1883 }),
        process: undefined,
        clone: undefined,
        backup: undefined,
        restored: false,
        skewMs: 0,
        meterWh: 0,
        running: [],
        confirmed: new Map(),
      })
    }
  }

  /** @throws Violation */
  async run(steps: number): Promise<void> {
    try {
      await this.#begin()
      for (let i = 0; i < steps; i++) {
        const action = this.#random.weighted(actions)
        this.history.push(action)
        await this.#act(action)
        if (this.#failure) throw this.#failure
      }
      await this.#settle()
      this.#checkEnd()
      await this.#checkStop()
    } catch (error) {
      this.words = this.#lastWords
      throw error
    } finally {
      for (const { process, clone } of this.#sites) {
        process?.kill()
        clone?.process.kill()
      }
      for (const hub of this.#hubs) await hub.kill()
      this.#reader?.close()
      rmSync(this.#folder, { recursive: true, force: true })
    }
  }

  async #begin() {
    await this.#startHub()
    for (const site of this.#sites) {
      await this.#hub?.store.addSite({
        id: site.id,
        name: site.id,
        secret: hashSecret(`secret-of-${site.id}`),
        createdAt: this.#timeline.now,
      })
      await this.#startSite(site)
      await this.#quick(site, (process) =>
        process.site.execute(site.template.admin, 'hq.configure', { connection: site.connection }),
      )
    }
  }

  get #hub(): HubProcess | undefined {
    return this.#hubs[0]
  }

  async #startHub() {
    const hub = new HubProcess({
      file: this.#hubFile,
      network: this.#network,
      skewMs: this.#hubSkewMs,
      shared: this.#shared,
    })
    await hub.start()
    this.#hubs.push(hub)
  }

  async #startSite(site: SiteModel) {
    site.process = await this.#boot(site, site.folder)
    // what a caller was told is there again
    const rows = new Map(this.#sessions(site.process).map(({ uid, revision }) => [uid, revision]))
    for (const [uid, revision] of site.confirmed)
      must((rows.get(uid) ?? 0) >= revision, () => `${site.id}: a confirmed session did not outlive a crash: ${uid}`)
  }

  async #boot(site: SiteModel, folder: string): Promise<SiteProcess> {
    const process = new SiteProcess({
      id: site.id,
      folder,
      template: site.template,
      network: this.#network,
      skewMs: site.skewMs,
      random: () => this.#random.next(),
    })
    void process.sync.start()
    await turns(2)
    return process
  }

  /** Lets virtual time pass; how far the code gets between two events is a matter of luck, like everything else. */
  async #pass(ms: number, turnsEach?: number) {
    const end = this.#timeline.now + ms
    for (;;) {
      const more = this.#timeline.step(end)
      await turns(turnsEach ?? this.#random.below(4))
      if (this.#failure) throw this.#failure
      for (const hub of this.#hubs) this.#latestHubNow = Math.max(this.#latestHubNow, hub.clock.now())
      if (!more) return
    }
  }

  async #act(action: Action) {
    const random = this.#random
    const site = random.pick(this.#sites)
    switch (action) {
      case 'charge': {
        const times = random.chance(0.03) ? 20 : 1 + random.below(2)
        for (let i = 0; i < times; i++) await this.#charge(site)
        return
      }
      case 'begin':
        return this.#beginSession(site)
      case 'end':
        return this.#endSession(site)
      case 'pass':
        return this.#pass(random.pick([50, 500, 3_000, 20_000, 2 * minute, random.chance(0.1) ? 2 * hour : minute]))
      case 'weather':
        this.#network.weather = random.pick(weathers)
        return
      case 'cutOff': {
        const id = site.process?.clientId ?? ''
        if (this.#network.cutOff.has(id)) this.#network.cutOff.delete(id)
        else this.#network.cut(id)
        return
      }
      case 'order':
        return this.#order()
      case 'glance': {
        const account = site.template.accountId
        const idTag = random.pick(cards)
        this.#glances.push({ account, idTag, version: this.#beliefs.get(`${account} ${idTag}`)?.version ?? 0 })
        return
      }
      case 'poison':
        return this.#poison(site)
      case 'strange':
        return this.#strange(site)
      case 'killSite':
        site.process?.kill()
        site.process = undefined
        if (random.chance(0.5)) await this.#pass(random.below(minute))
        return this.#startSite(site)
      case 'restartSite':
        await site.process?.stop()
        site.process = undefined
        return this.#startSite(site)
      case 'backUpSite':
        return this.#backUpSite(site)
      case 'restoreSite':
        return this.#restoreSite(site)
      case 'cloneSite':
        return this.#cloneSite(site)
      case 'relapse':
        return this.#relapse(site)
      case 'killHub':
        return this.#killHub()
      case 'backUpHub': {
        const [writer] = writersOf(this.#hubFile)
        if (writer && backUpFile(writer, this.#hubFile, join(this.#folder, 'hub-backup')))
          this.#hubBackup = { beliefs: JSON.stringify([...this.#beliefs]) }
        return
      }
      case 'restoreHub':
        return this.#restoreHub()
      case 'breakBroker':
        if (this.#network.brokerUp) this.#network.breakBroker()
        else this.#network.brokerUp = true
        return
      case 'skew': {
        const skewMs = (random.next() - 0.5) * 20 * hour
        site.skewMs = Math.trunc(skewMs)
        if (site.process) site.process.clock.skewMs = site.skewMs
        return
      }
      case 'fullSite':
        site.process?.setRoom(random.below(3))
        await this.#charge(site)
        await this.#charge(site)
        await this.#pass(random.below(10_000))
        site.process?.setRoom(undefined)
        return
      case 'fullHub':
        for (const hub of this.#hubs) hub.setRoom(random.below(3))
        await this.#pass(random.below(minute))
        for (const hub of this.#hubs) hub.setRoom(undefined)
        return
      case 'evil':
        return this.#evil(site)
    }
  }

  // ---- what a site does

  /** Runs at the site; a full disk or an end of the process is an honest answer. */
  async #quick<T>(site: SiteModel, work: (process: SiteProcess) => Promise<T>): Promise<T | undefined> {
    const { process } = site
    if (!process) return undefined
    try {
      return await work(process)
    } catch (error) {
      if ((error as { code?: string }).code === 'StorageFailed') return undefined
      throw error
    }
  }

  #sessions(process: SiteProcess): Session[] {
    return process.rows('select uid, revision, energy_wh as wh, cost_minor as minor from "transaction"')
  }

  /** What a caller was told is committed. A session that begins may have ended another at the same connector. */
  #confirm(site: SiteModel, process: SiteProcess, isOriginal = true) {
    for (const row of this.#sessions(process)) {
      this.#everCommitted.set(`${site.id} ${row.uid} ${row.revision}`, row)
      if (isOriginal) site.confirmed.set(row.uid, row.revision)
    }
  }

  async #beginSession(site: SiteModel): Promise<number | undefined> {
    const startWh = site.meterWh
    const idTag = this.#random.pick(cards)
    site.meterWh += 1 + this.#random.below(50_000)
    const at = (process: SiteProcess) => process.clock.now()
    const done = await this.#quick(site, async (process) => {
      const { transactionId } = await process.site.execute(site.template.box, 'transactions.begin', {
        evseNo: 1,
        idTag,
        meterStartWh: startWh,
        at: at(process),
      })
      this.#confirm(site, process)
      return transactionId
    })
    if (done !== undefined) site.running.push({ id: done, startWh })
    return done
  }

  async #endSession(site: SiteModel) {
    const { running } = site
    if (running.length === 0) return
    const [session] = running.splice(this.#random.below(running.length), 1)
    if (!session) return
    const wh = 1 + this.#random.below(60_000)
    await this.#quick(site, async (process) => {
      if (process.rows('select 1 from "transaction" where id = ?', session.id).length === 0) return
      await process.site.execute(site.template.box, 'transactions.end', {
        transactionId: session.id,
        idTag: null,
        reason: 'Local',
        samples: [],
        payload: '{}',
        meterStopWh: session.startWh + wh,
        at: process.clock.now(),
      })
      this.#confirm(site, process)
    })
  }

  async #charge(site: SiteModel) {
    if ((await this.#beginSession(site)) !== undefined) await this.#endSession(site)
  }

  /** A row that can't be booked, in one of many ways. */
  #poison(site: SiteModel) {
    const fields = this.#random.pick<JsonObject>([
      {},
      { revision: 1 },
      { text: 'x'.repeat(300_000) },
      { revision: 1, account: 'somebody-else', station: 'B', startedAt: 1, energyWh: 1, currency: 'EUR', costMinor: 1 },
    ])
    const entity = this.#random.pick(['tx', 'mystery', 'x'.repeat(60)])
    const hlc = this.#random.pick(['0000000000000000-x', 'nonsense'])
    this.#insert(site, 'poison', entity, hlc, fields)
  }

  /** A row of a newer version: it says more than the hub knows. */
  #strange(site: SiteModel) {
    const uid = this.#random.uuid()
    const wh = this.#random.below(1000)
    const at = site.process?.clock.now() ?? 0
    const fields = {
      revision: 1,
      account: site.template.accountId,
      station: 'BOX-9',
      startedAt: at,
      energyWh: wh,
      currency: 'EUR',
      costMinor: 1,
      mood: { deep: [uid] },
    }
    // from so far in the future that the hub must not believe it
    if (this.#insert(site, uid, 'tx', `ffffff000000${'0000'}-strange`, fields))
      this.#everCommitted.set(`${site.id} ${uid} 1`, { uid, revision: 1, wh, minor: 1 })
  }

  #insert(site: SiteModel, key: string, entity: string, hlc: string, fields: JsonObject): boolean {
    const db = site.process?.sqlite
    if (!db || db.inTransaction) return false
    db.prepare(
      `insert into outbox (lane, entity, "key", op, hlc, fields, created_at) values ('tx', ?, ?, 'put', ?, ?, 1)`,
    ).run(entity, key, hlc, JSON.stringify(fields))
    site.process?.site.events.publish({ name: 'outbox.filled', payload: { lane: 'tx' } })
    return true
  }

  #backUpSite(site: SiteModel) {
    const copy = join(site.folder, 'backup')
    if (site.process?.backUp(copy)) site.backup = copy
  }

  async #restoreSite(site: SiteModel) {
    if (!site.backup) return
    site.process?.kill()
    site.process = undefined
    restoreFile(site.backup, join(site.folder, 'site.sqlite'))
    site.restored = true
    site.confirmed.clear()
    site.running = []
    await this.#startSite(site)
    for (const { uid, revision } of site.process ? this.#sessions(site.process as SiteProcess) : [])
      site.confirmed.set(uid, revision)
  }

  /** Set back while rows are still on their way: their numbers are given out again for others before the first arrive. */
  async #relapse(site: SiteModel) {
    this.#network.brokerUp = true
    this.#network.cutOff.delete(site.process?.clientId ?? '')
    this.#network.weather = fair
    await this.#pass(2 * minute)
    this.#backUpSite(site)
    this.#network.weather = { drop: 0, duplicate: 0.2, latestMs: 30_000 }
    await this.#charge(site)
    await this.#pass(this.#random.below(500))
    await this.#restoreSite(site)
    await this.#charge(site)
    await this.#pass(minute)
  }

  /** The disk is copied, and both controllers run for a while. */
  async #cloneSite(site: SiteModel) {
    if (site.clone || !site.process) return
    const folder = join(site.folder, 'clone')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    if (!site.process.backUp(join(folder, 'site.sqlite'))) return
    this.#cloned = true
    const process = await this.#boot(site, folder)
    site.clone = { folder, process }
    for (let i = 0; i < 6; i++) {
      await this.#charge(site)
      try {
        await process.site.execute(site.template.box, 'transactions.begin', {
          evseNo: 1,
          idTag: 'CLONE',
          meterStartWh: this.#random.below(1e9),
          at: process.clock.now(),
        })
        this.#confirm(site, process, false)
      } catch (error) {
        if ((error as { code?: string }).code !== 'StorageFailed') throw error
      }
      await this.#pass(this.#random.below(10_000))
    }
    // somebody notices, and switches the copy off
    process.kill()
    site.clone = undefined
    site.restored = true
  }

  // ---- what headquarters does

  async #order() {
    const random = this.#random
    const hub = this.#hub
    if (!hub) return
    const glance = random.chance(0.4) ? this.#glances[random.below(this.#glances.length)] : undefined
    const idTag = glance?.idTag ?? random.pick([...cards, ...strangers])
    const account = glance?.account ?? random.pick(this.#sites).template.accountId
    const blocked = glance ? false : random.chance(0.6)
    const key = `${account} ${idTag}`
    const before = this.#beliefs.get(key) ?? { blocked: false, version: 0, lost: false }
    const seen = glance?.version
    let version: number
    try {
      const [change] = await hub.store.blockTag({
        idTag,
        account,
        blocked,
        author: 'model',
        now: hub.clock.now(),
        ...(seen === undefined ? {} : { base: seen }),
      })
      version = change?.version ?? 0
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'notFound' || code === 'storage') return
      throw error
    }
    // the rule in words: a block always holds; it is lifted only by whoever saw it
    const stays = before.blocked && !blocked && seen !== undefined && seen < before.version
    this.#beliefs.set(key, stays ? before : { blocked, version, lost: false })
  }

  async #killHub() {
    const hub = this.#hubs.shift()
    await hub?.kill()
    if (this.#random.chance(0.5)) await this.#pass(this.#random.below(minute))
    this.#hubSkewMs = Math.trunc((this.#random.next() - 0.5) * minute)
    await this.#startHub()
    // a second worker beside it, for a while
    if (this.#shared && this.#hubs.length < 2 && this.#random.chance(0.5)) await this.#startHub()
  }

  async #restoreHub() {
    if (!this.#hubBackup) return
    for (const hub of this.#hubs) await hub.kill()
    this.#hubs = []
    this.#reader?.close()
    this.#reader = undefined
    restoreFile(join(this.#folder, 'hub-backup'), this.#hubFile)
    const now = this.#beliefs
    this.#beliefs = new Map(JSON.parse(this.#hubBackup.beliefs) as [string, TagBelief][])
    for (const [key, belief] of now) {
      const kept = this.#beliefs.get(key) ?? { blocked: false, version: 0, lost: false }
      if (kept.version !== belief.version || kept.blocked !== belief.blocked || belief.lost)
        this.#beliefs.set(key, { ...kept, lost: true })
    }
    this.#glances = []
    this.#applied.clear()
    this.#hubRestored++
    await this.#startHub()
  }

  /** Somebody with the credentials of one site speaks for another. */
  #evil(site: SiteModel) {
    const other = this.#sites.find(({ id }) => id !== site.id)
    if (!other || !site.process) return
    const before = this.#network.refused
    this.#network.publish(site.process.clientId, `evs/1/s/${other.id}/up/tx`, Buffer.from('{}'), false)
    must(this.#network.refused === before + 1, () => 'a publish to the topic of another was not refused')
  }

  // ---- what must hold at any time

  #watch(topicText: string, payload: Buffer) {
    const topic = parseTopic(topicText)
    if (topic?.kind !== 'down' || topic.channel !== 'ack') return
    const ack = parseAck(payload)
    const [lane] = this.#atHub<{ epoch: number; applied: number }>(
      'select epoch, applied from lane where site_id = ? and lane = ?',
      topic.site,
      ack.lane,
    )
    const durable = lane && (lane.epoch > ack.epoch || (lane.epoch === ack.epoch && lane.applied >= ack.applied))
    if (ack.epoch > 0 && !durable)
      this.#fail(`${topic.site}: rows up to ${ack.applied} are acknowledged, but committed only up to ${lane?.applied}`)
    if (!lane) return
    const key = `${topic.site} ${ack.lane} ${lane.epoch}`
    const before = this.#applied.get(key) ?? 0
    if (lane.applied < before) this.#fail(`${topic.site}: applied went back from ${before} to ${lane.applied}`)
    this.#applied.set(key, lane.applied)
  }

  #fail(sentence: string) {
    this.#failure ??= new Violation(sentence)
  }

  // ---- the end

  async #settle() {
    this.#network.weather = fair
    this.#network.brokerUp = true
    this.#network.cutOff.clear()
    const end = this.#timeline.now + 8 * hour
    // what was lost in bad weather is noticed at the next hello of each site, also where nothing else happens
    await this.#repair()
    await this.#pass(40 * minute, 3)
    while (this.#timeline.now < end) {
      await this.#repair()
      await this.#pass(minute, 3)
      if (this.#isQuiet()) return
    }
    throw new Violation(`not in step eight hours after everything was mended: ${this.#unsettled().join('; ')}`)
  }

  /** The last words of everybody, for whoever looks for the fault. */
  get #lastWords(): string {
    const all = [
      ...this.#sites.map(({ id, process }) => ({ id, log: process?.log })),
      ...this.#hubs.map(({ log }) => ({ id: 'hub', log })),
    ]
    return all
      .flatMap(({ id, log }) =>
        (log?.lines ?? []).slice(-12).map((line) => `  ${id}: ${line.message} ${JSON.stringify(line.facts)}`),
      )
      .join('\n')
  }

  /** What people do in the end: they look at what is quarantined or not let in. */
  async #repair() {
    const store = this.#hub?.store
    if (!store) return
    for (const { id, quarantined, accounts } of await store.sites()) {
      if (quarantined !== null) {
        must(this.#cloned, () => `${id} is quarantined, but there never was a copy of it: ${quarantined}`)
        await store.releaseSite(id)
      }
      for (const account of accounts) if (!account.granted) await store.grantAccount(id, account.id, this.#timeline.now)
    }
  }

  #isQuiet(): boolean {
    return this.#unsettled().length === 0
  }

  #unsettled(): string[] {
    const open: string[] = []
    for (const { id, process } of this.#sites) {
      const [outbox] = process?.rows<{ n: number }>('select count(*) as n from outbox where dead is null') ?? []
      if ((outbox?.n ?? 1) > 0) open.push(`${id} has ${outbox?.n} rows`)
      if (process?.rows(`select 1 from meta where key = 'hq.requeue-after'`).length !== 0) open.push(`${id} tells all`)
      const [connection] = process?.rows<{ at: number | null }>('select connected_at as at from hq_connection') ?? []
      if (connection?.at == null) open.push(`${id} is not connected`)
    }
    const behind = this.#atHub<{ site_id: string }>(
      'select site_id from site_account sa join bucket b on b.id = sa.account_id where sa.cursor < b.head or sa.granted = 0',
    )
    for (const { site_id } of behind) open.push(`${site_id} does not follow`)
    return open
  }

  #atHub<T>(sql: string, ...parameters: unknown[]): T[] {
    // a connection of its own sees only what is committed
    this.#reader ??= new BetterSqlite3(this.#hubFile, { readonly: true })
    return this.#reader.prepare<unknown[], T>(sql).all(...parameters)
  }

  #checkEnd() {
    for (const site of this.#sites) {
      const { process } = site
      if (!process) throw new Violation(`${site.id} does not run`)
      this.#checkSessions(site, process)
      this.#checkTags(site, process)
      const lost = process.log.lines.filter(({ facts }) => facts.lost === true).length
      must(lost === 0 || this.#hubRestored > 0, () => `${site.id}: the hub lost acknowledged rows without a restore`)
    }
    for (const { f } of this.#atHub<{ f: string }>(`select fields as f from tx where station_id = 'BOX-9'`))
      must(f.includes('mood'), () => 'unknown fields were not kept')
    for (const [key, belief] of this.#beliefs) {
      const [account, idTag] = key.split(' ')
      const [row] = this.#atHub<{ blocked: number }>(
        'select blocked from tag where account_id = ? and id_tag = ?',
        account,
        idTag,
      )
      must(
        (row?.blocked === 1) === belief.blocked,
        () => `the hub has ${key} ${row?.blocked === 1 ? 'blocked' : 'free'}; ordered was the contrary`,
      )
    }
    const [mark] = this.#atHub<{ value: string }>(`select value from meta where key = 'hlc'`)
    const ms = mark ? (parseHlc(mark.value)?.ms ?? 0) : 0
    must(ms <= this.#latestHubNow + maxAheadMs + 1, () => `the hub's clock ran ${ms - this.#latestHubNow} ms ahead`)
    const versions = this.#atHub<{ n: number; head: number }>(
      'select (select count(*) from change_log where bucket = b.id) as n, head from bucket b',
    )
    must(
      versions.every(({ n, head }) => n === head),
      () => 'a log has holes',
    )
  }

  #checkSessions(site: SiteModel, process: SiteProcess) {
    const atHub = new Map(
      this.#atHub<Session>(
        'select uid, revision, energy_wh as wh, cost_minor as minor from tx where site_id = ?',
        site.id,
      ).map((row) => [row.uid, row]),
    )
    for (const own of this.#sessions(process)) {
      const there = atHub.get(own.uid)
      must(there !== undefined, () => `${site.id}: session ${own.uid} is not at the hub`)
      const same = there.revision === own.revision && there.wh === own.wh && there.minor === own.minor
      must(
        same || (site.restored && there.revision >= own.revision),
        () => `${site.id}: session ${own.uid} is ${JSON.stringify(own)}, at the hub ${JSON.stringify(there)}`,
      )
    }
    for (const row of atHub.values())
      must(
        this.#everCommitted.has(`${site.id} ${row.uid} ${row.revision}`),
        () => `${site.id}: the hub has a session that never was: ${JSON.stringify(row)}`,
      )
  }

  #checkTags(site: SiteModel, process: SiteProcess) {
    for (const [key, belief] of this.#beliefs) {
      const [account, idTag] = key.split(' ')
      if (account !== site.template.accountId || belief.lost) continue
      const [row] = process.rows<{ blocked: number }>(
        'select blocked from tag where account_id = ? and id_tag = ?',
        account,
        idTag,
      )
      must(
        (row?.blocked === 1) === belief.blocked,
        () => `${site.id} has ${idTag} ${row?.blocked === 1 ? 'blocked' : 'free'}; ordered was the contrary`,
      )
    }
  }

  /** Nothing is left behind by whoever is stopped. */
  async #checkStop() {
    for (const site of this.#sites) {
      const process = site.process as SiteProcess
      await process.stop()
      must(process.clock.pending === 0, () => `${site.id} leaves ${process.clock.pending} timers behind`)
      site.process = undefined
    }
    for (const hub of this.#hubs.splice(0)) {
      await hub.stop()
      must(hub.clock.pending <= 1, () => `the hub leaves ${hub.clock.pending} timers behind`)
    }
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
