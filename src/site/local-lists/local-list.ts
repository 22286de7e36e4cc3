/**
 * Local lists: the tags that a station knows without asking. Which they are, and how a list gets from what a station has to
 * what it should have. Pure.
 *
 * On a station's list are the tags of its account that it would be told about if it asked: those that may charge there, and
 * the blocked and expired ones. Tags of people who may not use the station are not on it: nobody knows them there.
 *
 * Where a station has less room than there are tags, these stay, in this order: tags that may charge before those that may
 * not; among them the one that was used last first, at whichever station; then those never used, the newest first.
 */
import type { AuthorizationStatus } from '../tags/tag.ts'
import type { LocalListPart } from './local-list-charger.ts'

export interface LocalListEntry {
  /** Upper-case. */
  idTag: string
  status: Extract<AuthorizationStatus, 'Accepted' | 'Blocked' | 'Expired'>
  /** Topmost parent; null: the tag has none. */
  groupIdTag: string | null
  expiresAt: number | null
}

/** A tag of the account as a station would be told about it, with what decides who stays when there is no room. */
export interface Candidate extends LocalListEntry {
  tagId: string
  createdAt: number
}

export interface LocalListView {
  stationId: string
  /** `current`: the station has the list of the last change. */
  state: 'unknown' | 'current' | 'disabled' | 'unsupported' | 'failed'
  version: number | null
  entries: number
  /** Tags it has room for; null: it tells no limit. */
  maxEntries: number | null
  /** Tags that had no room. */
  leftOut: number
  problem: string | null
  changedAt: number | null
}

/** The tags that have room. `lastUsedAt` is asked only when not all have. */
export function fitting(
  candidates: readonly Candidate[],
  room: { maxEntries: number | null; longestIdTag: number },
  lastUsedAt: () => ReadonlyMap<string, number>,
): { entries: Candidate[]; leftOut: number } {
  const writable = candidates.filter(({ idTag }) => idTag.length <= room.longestIdTag)
  const { maxEntries } = room
  if (maxEntries === null || writable.length <= maxEntries)
    return { entries: writable, leftOut: candidates.length - writable.length }
  const used = lastUsedAt()
  const rank = ({ status, tagId, createdAt }: Candidate) =>
    [status === 'Accepted' ? 1 : 0, used.get(tagId) ?? 0, createdAt] as const
  const entries = writable
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1] || b.rank[2] - a.rank[2])
    .slice(0, Math.max(0, maxEntries))
    .map(({ candidate }) => candidate)
  return { entries, leftOut: candidates.length - entries.length }
}

/**
 * The parts that bring a station from what it has to `wanted`; none when it has that already. `entries` null: its version is
 * not the one that was confirmed last, so nobody knows what is on it and the list goes whole.
 */
export function partsOf(
  has: { version: number; entries: readonly LocalListEntry[] | null },
  wanted: readonly LocalListEntry[],
  entriesAtOnce: number,
): LocalListPart[] {
  const size = Math.max(1, entriesAtOnce)
  if (has.version < 1 && wanted.length === 0) return []
  if (has.version < 1 || has.entries === null) return wholeParts(has.version, wanted, size)
  const known = has.entries
  const before = new Map(known.map((entry) => [entry.idTag, entry]))
  const put = wanted.filter((entry) => !isSame(before.get(entry.idTag), entry))
  const stays = new Set(wanted.map(({ idTag }) => idTag))
  const remove = known.flatMap(({ idTag }) => (stays.has(idTag) ? [] : [idTag]))
  if (put.length + remove.length === 0) return []
  // what leaves goes first, so that a full list has room for what comes
  const changes = [...remove.map((idTag) => ({ idTag })), ...put.map((entry) => ({ entry }))]
  if (Math.ceil(changes.length / size) > Math.ceil(wanted.length / size)) return wholeParts(has.version, wanted, size)
  return pieces(changes, size).map((piece, index) => ({
    kind: 'changes',
    version: nextVersion(has.version, index),
    put: piece.flatMap((change) => ('entry' in change ? [change.entry] : [])),
    remove: piece.flatMap((change) => ('idTag' in change ? [change.idTag] : [])),
  }))
}

function wholeParts(version: number, wanted: readonly LocalListEntry[], size: number): LocalListPart[] {
  const [first = [], ...others] = pieces(wanted, size)
  return [
    { kind: 'whole', version: nextVersion(version, 0), put: first, remove: [] },
    ...others.map((put, index) => ({
      kind: 'changes' as const,
      version: nextVersion(version, index + 1),
      put,
      remove: [],
    })),
  ]
}

/** Versions are positive int32: after the last comes the first again, which only a whole list can have. */
function nextVersion(version: number, index: number): number {
  return (((Math.max(0, version) + index) % 2_147_483_647) | 0) + 1
}

function isSame(a: LocalListEntry | undefined, b: LocalListEntry): boolean {
  return a?.status === b.status && a.groupIdTag === b.groupIdTag && a.expiresAt === b.expiresAt
}

function pieces<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size))
}
