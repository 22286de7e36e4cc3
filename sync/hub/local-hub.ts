import { EmbeddedBroker, type Peer } from '../broker/embedded-broker.ts'
import { type SyncClock, type SyncLog, systemSyncClock } from '../protocol/ports.ts'
import { SyncError } from '../protocol/sync-error.ts'
import { connectionString, hashSecret, isSiteSecret, newSecret, newSiteId } from './credentials.ts'
import { Hub } from './hub.ts'
import type { CommitWatcher } from './inbox.ts'
import { SqliteHubStore } from './sqlite-store.ts'
import type { HubStore } from './store.ts'

export interface LocalHubOptions {
  /** The database file of the hub, or its database; the local hub opens and closes it. */
  file?: string
  store?: HubStore
  /** Port of the embedded broker; 0 takes a free one. */
  port: number
  /** Address of the embedded broker; loopback unless told. */
  host?: string
  watcher?: CommitWatcher | undefined
  clock?: SyncClock
  log: SyncLog
}

/** Not a possible site id, so no site can be called this. */
const hubUser = '_hub'

/** A whole headquarters in one process: database, broker and worker. */
export class LocalHub {
  readonly #options: LocalHubOptions
  readonly #clock: SyncClock
  readonly store: HubStore
  #broker: EmbeddedBroker | undefined
  #hub: Hub | undefined

  constructor(options: LocalHubOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemSyncClock
    this.store = options.store ?? new SqliteHubStore({ file: options.file ?? 'hub.sqlite' })
  }

  get host(): string {
    return this.#options.host ?? '127.0.0.1'
  }

  /** The port in use. */
  get port(): number {
    return this.#broker?.port ?? this.#options.port
  }

  get hub(): Hub | undefined {
    return this.#hub
  }

  get broker(): EmbeddedBroker | undefined {
    return this.#broker
  }

  /** @throws SyncError refused, storage, timeout: with a sentence for people; nothing stays open then */
  async start(): Promise<void> {
    const { log } = this.#options
    await this.store.open()
    try {
      const hubSecret = newSecret()
      this.#broker = new EmbeddedBroker({
        host: this.host,
        port: this.#options.port,
        log,
        authenticate: async (username, password): Promise<Peer | undefined> => {
          if (username === hubUser) return password === hubSecret ? { kind: 'hub' } : undefined
          return (await isSiteSecret(this.store, username, password)) ? { kind: 'site', site: username } : undefined
        },
      })
      await this.#broker.start()
      await this.#startWorker(hubSecret)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async #startWorker(secret: string): Promise<void> {
    // a wildcard address is listened on, but not connected to
    const host = this.host === '0.0.0.0' ? '127.0.0.1' : this.host === '::' ? '[::1]' : this.host
    this.#hub = new Hub({
      store: this.store,
      broker: { url: `mqtt://${host}:${this.port}`, username: hubUser, password: secret },
      watcher: this.#options.watcher,
      clock: this.#clock,
      log: this.#options.log,
    })
    await this.#hub.start()
  }

  async stop(): Promise<void> {
    await this.#hub?.stop()
    this.#hub = undefined
    await this.#broker?.stop()
    this.#broker = undefined
    await this.store.close()
  }

  /** @returns what the site manager types on the desk; its secret can't be shown again */
  addSite(name: string): Promise<string> {
    return addSite(this.store, { name, address: { host: this.host, port: this.port }, now: this.#clock.now() })
  }
}

/** A new site with fresh credentials. @returns its connection string @throws SyncError refused */
export async function addSite(
  store: HubStore,
  site: { name: string; id?: string | undefined; address: { host: string; port: number; tls?: boolean }; now: number },
): Promise<string> {
  const id = site.id ?? newSiteId()
  const secret = newSecret()
  await store.addSite({ id, name: site.name, secret: hashSecret(secret), createdAt: site.now })
  return connectionString(id, secret, site.address)
}

/** Fresh credentials for a site whose connection string was lost or told. @throws SyncError notFound */
export async function renewSecret(
  store: HubStore,
  site: { id: string; address: { host: string; port: number; tls?: boolean } },
): Promise<string> {
  const secret = newSecret()
  if (!(await store.renewSecret(site.id, hashSecret(secret)))) {
    throw new SyncError('notFound', `There is no site ${site.id}. See: hub sites`)
  }
  return connectionString(site.id, secret, site.address)
}
