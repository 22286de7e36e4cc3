/**
 * Hybrid logical clock: a stamp that never goes backwards at its node, is greater than every stamp the node has seen,
 * and stays near wall time. As text it is fixed in width and sorts as it orders: 12 hex digits of UTC milliseconds,
 * 4 hex digits of a counter, a hyphen, the node that made it (which breaks ties).
 */
export interface Hlc {
  ms: number
  counter: number
  node: string
}

/** A stamp that claims to be further ahead of the receiver than this is clamped, never refused. */
export const maxAheadMs = 60_000

export const hlcPattern = /^([0-9a-f]{12})([0-9a-f]{4})-([A-Za-z0-9-]{1,64})$/
const maxMs = 2 ** 48 - 1
const maxCounter = 0xffff

export function printHlc(stamp: Hlc): string {
  return `${stamp.ms.toString(16).padStart(12, '0')}${stamp.counter.toString(16).padStart(4, '0')}-${stamp.node}`
}

export function parseHlc(text: string): Hlc | undefined {
  const match = hlcPattern.exec(text)
  const [, ms, counter, node] = match ?? []
  if (ms === undefined || counter === undefined || node === undefined) return undefined
  return { ms: Number.parseInt(ms, 16), counter: Number.parseInt(counter, 16), node }
}

/** Less than 0, 0 or greater than 0, as `a` is before, at or after `b`. Texts compare the same way. */
export function compareHlc(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The next stamp of a node whose high-water mark is `last`. The caller stores the result as the new mark. */
export function tick(last: string | undefined, nowMs: number, node: string): string {
  const mark = last === undefined ? undefined : parseHlc(last)
  const now = Math.min(Math.max(0, Math.trunc(nowMs)), maxMs)
  if (mark === undefined || now > mark.ms) return printHlc({ ms: now, counter: 0, node })
  if (mark.counter < maxCounter) return printHlc({ ms: mark.ms, counter: mark.counter + 1, node })
  return printHlc({ ms: Math.min(mark.ms + 1, maxMs), counter: 0, node })
}

/** The stamp as the receiver takes it: one from the future is set back to `now` + 60 s, and keeps its node. */
export function clampHlc(text: string, nowMs: number): string {
  const stamp = parseHlc(text)
  if (stamp === undefined) return printHlc({ ms: Math.max(0, nowMs), counter: 0, node: 'unknown' })
  const limit = nowMs + maxAheadMs
  return stamp.ms > limit ? printHlc({ ms: limit, counter: maxCounter, node: stamp.node }) : text
}

/** The high-water mark after seeing `seen` (clamped before): the next tick will be after both. */
export function observe(last: string | undefined, seen: string): string {
  return last === undefined || seen > last ? seen : last
}
