import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical.ts'
import { type BadRow, type Row, rowContent } from './row.ts'

/**
 * The rolling hash that names a lane's whole history: two ends whose chains agree at a sequence number have seen the same
 * rows, and a restored backup that gives numbers out again is found out.
 * SHA-256, as 64 hex digits: `chain(0) = SHA-256("evs/1 chain\n{site}\n{lane}\n{epoch}")`,
 * `chain(q) = SHA-256(chain(q-1) as 32 bytes ‖ canonical JSON of row q)`.
 */
export function chainSeed(site: string, lane: string, epoch: number): string {
  return createHash('sha256').update(`evs/1 chain\n${site}\n${lane}\n${epoch}`).digest('hex')
}

export function chainAfter(chain: string, row: Row | BadRow): string {
  return createHash('sha256')
    .update(Buffer.from(chain, 'hex'))
    .update(canonicalJson(rowContent(row)))
    .digest('hex')
}

export function chainOver(chain: string, rows: readonly (Row | BadRow)[]): string {
  let at = chain
  for (const row of rows) at = chainAfter(at, row)
  return at
}
