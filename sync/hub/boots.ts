/** Which starts of a site's controller have spoken: the last, the one before, and how often they took turns. */
export interface Boots {
  boot: string | null
  other: string | null
  turns: number
}

/** A late message may look like one turn back; twice is a copy of the site (a cloned disk, a restored machine beside the first). */
const turnsThatMeanCopies = 2

export function judgeBoot(known: Boots, boot: string): Boots & { copies: boolean } {
  if (boot === known.boot) return { ...known, copies: false }
  // the one that spoke before the last is back, although the last had replaced it
  const turns = boot === known.other ? known.turns + 1 : 0
  return { boot, other: known.boot, turns, copies: turns >= turnsThatMeanCopies }
}
