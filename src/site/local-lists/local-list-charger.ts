import type { LocalListEntry } from './local-list.ts'

/** What a station tells of its local list. */
export interface LocalListCapacity {
  /** False: the station has local lists, but does not use one now. */
  enabled: boolean
  /** Tags it has room for; null: it tells no limit. */
  maxEntries: number | null
  /** The setting whose greatest value tells it, where the station's report of its settings is known. */
  maxEntriesKey?: string
  /** Tags that one request may carry. */
  entriesAtOnce: number
  /** Characters of the longest id that its protocol has room for. */
  longestIdTag: number
}

export interface LocalListPart {
  /** `whole` replaces the list, `changes` adds to it and takes from it. */
  kind: 'whole' | 'changes'
  /** Of the list after this part; greater than 0. */
  version: number
  put: readonly LocalListEntry[]
  /** Ids that leave the list; only with `changes`. */
  remove: readonly string[]
}

/** Local lists and caches of tags: part of the charger port. */
export interface LocalListCharger {
  localListCapacity(): Promise<LocalListCapacity>
  /**
   * Version of the list that the station has now; 0: it is empty.
   * @throws SiteError NotSupported: it has no local list
   */
  localListVersion(): Promise<number>
  /** @throws SiteError NotSupported */
  sendLocalList(part: LocalListPart): Promise<'accepted' | 'failed' | 'version-mismatch'>
  /** Forgets the tags that the station remembers from answers of ours. @throws SiteError NotSupported, StationRejected */
  clearCache(): Promise<void>
}
