/** A start of a site's controller that has spoken, and the ordinal of its latest hello. */
export interface Boot {
  boot: string | null
  hellos: number
}

/** The last start and the one before, and how often they took turns. */
export interface Boots {
  last: Boot
  other: Boot
  turns: number
}

/**
 * Hellos of a start that is over may come late, and look like turns. They are few, and come once (a hello that comes again
 * is known by its ordinal); a copy of the site (a cloned disk, a restored machine beside the first) never ends.
 */
const turnsThatMeanCopies = 5

/** @param ordinal of the hello since that start; undefined where the site doesn't say */
export function judgeBoot(known: Boots, boot: string, ordinal: number | undefined): Boots & { copies: boolean } {
  const { last, other, turns } = known
  if (boot === last.boot) {
    return { ...known, last: { boot, hellos: Math.max(last.hellos, ordinal ?? 0) }, copies: false }
  }
  if (boot !== other.boot) return { last: { boot, hellos: ordinal ?? 0 }, other: last, turns: 0, copies: false }
  if (ordinal !== undefined && ordinal <= other.hellos) return { ...known, copies: false }
  // the one that spoke before the last is back, although the last had replaced it
  return {
    last: { boot, hellos: ordinal ?? 0 },
    other: last,
    turns: turns + 1,
    copies: turns + 1 >= turnsThatMeanCopies,
  }
}
