import type { UpBatch } from '../protocol/envelope.ts'
import type { HubLane } from '../protocol/lane.ts'
import type { Cursors, Hello, LaneReport, Rejected } from '../protocol/messages.ts'
import type { Row } from '../protocol/row.ts'
import type { Lane } from '../protocol/topics.ts'

/**
 * What the hub needs of a database: SQLite and SQL Server hold to the same contract (tests/sync/hub-store-contract.ts).
 *
 * `transact` is the heart: all its jobs share ONE transaction, each job all or nothing, and it returns only after the COMMIT.
 * When it throws (SyncError storage) nothing of it is in the database, and nobody may be answered.
 */
export interface HubStore {
  /** Opens, and brings the schema up to date. @throws SyncError storage, refused */
  open(): Promise<void>
  close(): Promise<void>

  transact(jobs: readonly Job[], now: number): Promise<JobResult[]>

  /** @throws SyncError refused when the id exists */
  addSite(site: NewSite): Promise<void>
  /** The old secret is worth nothing from now on. @returns false when there is no such site */
  renewSecret(site: string, secret: { salt: Buffer; hash: Buffer }): Promise<boolean>
  credentialsOf(site: string): Promise<SiteCredentials | undefined>
  sites(): Promise<SiteSummary[]>
  /** Takes the data of a quarantined site again. @returns false when there is no such site */
  releaseSite(site: string): Promise<boolean>
  /**
   * Lets a site speak for an account that other sites have; its rows that died for want of that are booked now.
   * @returns how many were booked; undefined when site or account is unknown
   */
  grantAccount(site: string, account: string, now: number): Promise<number | undefined>

  /** Blocks or unblocks a card at one tenant or at all, in the log of each; its versions are given out in the transaction. */
  blockTag(order: BlockOrder): Promise<{ account: string; version: number }[]>

  /** The accounts that a site follows, and how far it has come. */
  grants(site: string): Promise<BucketGrant[]>
  /** Newest version per bucket. */
  heads(): Promise<Map<string, number>>
  /** The log of a bucket after a version: at most `limit` rows. */
  changes(bucket: string, after: number, limit: number): Promise<Change[]>
  /** Cheap: may a log have grown or a grant been made since the last call, by whomever? The first call answers true. */
  logMayHaveGrown(): Promise<boolean>

  /** Where sites reach the broker, as the running hub said. */
  address(): Promise<{ host: string; port: number } | undefined>
  setAddress(address: { host: string; port: number }): Promise<void>

  deadRows(limit: number): Promise<DeadRow[]>
  deadRow(id: number): Promise<DeadRow | undefined>
  /** Books a dead row now, where that is possible meanwhile. @returns why it still can't be; null when it is booked; undefined: no such row */
  retryDead(id: number, now: number): Promise<string | null | undefined>
  /** @returns false when there is no such row */
  discardDead(id: number): Promise<boolean>
  sessions(options: { site?: string; limit: number }): Promise<SessionRow[]>
}

export type Job =
  | { kind: 'batch'; site: string; batch: UpBatch }
  | { kind: 'hello'; site: string; hello: Hello }
  | { kind: 'cursors'; site: string; cursors: Cursors }
  /** The last will of a connection, or its orderly end. */
  | { kind: 'offline'; site: string; conn: string }

export type JobResult =
  | { kind: 'batch'; outcome: 'report'; lane: HubLane; applied: number; rej: Rejected[]; because: string }
  /** Unknown lane or site: the peer has to say hello. */
  | { kind: 'batch'; outcome: 'sayHello'; reason: string }
  | { kind: 'batch'; outcome: 'quarantined'; reason: string }
  | { kind: 'hello'; outcome: 'welcome'; lanes: LaneReport[]; buckets: BucketGrant[]; quarantined?: string }
  | { kind: 'hello'; outcome: 'refused'; reason: string }
  | { kind: 'cursors' }
  /** `gone`: it was the present connection. */
  | { kind: 'offline'; gone: boolean }

export interface BucketGrant {
  bucket: string
  head: number
  /** The version after which the site is served. */
  from: number
  granted: boolean
}

export interface NewSite {
  id: string
  name: string
  secret: { salt: Buffer; hash: Buffer }
  createdAt: number
}

export interface SiteCredentials {
  salt: Buffer
  hash: Buffer
  revokedAt: number | null
}

export interface SiteSummary {
  id: string
  name: string
  online: boolean
  seenAt: number | null
  software: string | null
  sessions: number
  dead: number
  accounts: { id: string; name: string; granted: boolean; cursor: number; head: number }[]
  lanes: { lane: Lane; epoch: number; applied: number }[]
  quarantined: string | null
}

export interface BlockOrder {
  idTag: string
  account: string | 'all'
  blocked: boolean
  /**
   * Version of the block that whoever ordered this had before their eyes; the present one when absent. A block that came
   * later is not lifted by it.
   */
  base?: number
  /** Who ordered it, for the log. */
  author: string
  now: number
}

export interface Change {
  row: Row
  /** Sent ahead of the queue. */
  urgent: boolean
}

export interface DeadRow {
  id: number
  site: string
  lane: Lane
  epoch: number
  q: number
  code: string
  reason: string
  /** The row as it came, as JSON. */
  row: string
  at: number
}

export interface SessionRow {
  site: string
  station: string
  tag: string | null
  startedAt: number
  stoppedAt: number | null
  energyWh: number
  costMinor: number
  currency: string
}
