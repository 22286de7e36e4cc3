import type { Box, Who } from './box.ts'

/** What the list says of a tag. */
export interface ListEntry {
  readonly idTag: string
  readonly tokenType: string
  readonly status: string
  readonly group: string | undefined
  /** UTC epoch ms, undefined: never */
  readonly expiresMs: number | undefined
}

/** The tags the server has told the box to know (1.6 §3.5.2, 2.0.1 D01), by lower-case id. */
export interface LocalList {
  version: number
  readonly entries: Map<string, ListEntry>
}

/** One line of an update: without `entry` the tag is taken out. */
export interface ListChange {
  readonly idTag: string
  readonly entry: ListEntry | undefined
}

export interface ListUpdate {
  readonly version: number
  readonly full: boolean
  readonly changes: readonly ListChange[]
}

export function createLocalList(): LocalList {
  return { version: 0, entries: new Map() }
}

/** Carries an update out whole or not at all. */
export function updateLocalList(box: Box, update: ListUpdate): 'accepted' | 'failed' | 'version-mismatch' {
  const { localList } = box.memory
  const { settings } = box
  // 0 and below name "no list" (1.6 §5.10): no update carries them.
  if (update.version <= 0 || update.changes.length > settings.localListMaxPerMessage) return 'failed'
  if (!update.full && update.version <= localList.version) return 'version-mismatch'
  const next = new Map(update.full ? [] : localList.entries)
  const seen = new Set<string>()
  for (const { idTag, entry } of update.changes) {
    const key = idTag.toLowerCase()
    // A full list takes nothing out, and names each tag once.
    if (seen.has(key) || (update.full && !entry)) return 'failed'
    seen.add(key)
    if (entry) next.set(key, entry)
    else next.delete(key)
  }
  if (next.size > settings.localListMax) return 'failed'
  localList.entries.clear()
  for (const [key, entry] of next) localList.entries.set(key, entry)
  localList.version = update.version
  box.happened('command', `the local list has version ${update.version} and ${next.size} cards`)
  return 'accepted'
}

/** The list's word on a tag; undefined: it does not know it, or does not count. */
export function listed(box: Box, idTag: string): { who: Who; allowed: boolean } | undefined {
  if (!box.settings.localListEnabled) return undefined
  const entry = box.memory.localList.entries.get(idTag.toLowerCase())
  if (!entry) return undefined
  const expired = entry.expiresMs !== undefined && entry.expiresMs <= box.wallMs()
  const who = { idTag, group: entry.group, tokenType: entry.tokenType }
  return { who, allowed: entry.status === 'Accepted' && !expired }
}
