/**
 * What was typed as a price, in micro-units; undefined where it is none. A number field gives text while a number is still
 * being written (`0.`, `0.40`).
 */
export function microsOf(typed: string | number): number | undefined {
  if (typeof typed === 'string' && typed.trim() === '') return undefined
  const price = Number(typed)
  return Number.isFinite(price) && price >= 0 ? Math.round(price * 1_000_000) : undefined
}
