import type { LoggedMessage } from './message.ts'

/** A part of a station's log as lines of JSON, oldest first. */
export interface MessageExportPage {
  lines: string
  /** Id of the last message here; null: nothing comes after it. */
  next: number | null
}

/** One line of the file: what a virtual wallbox replays. `in`: the station sent it. `at`: UTC, ISO 8601. */
export function exportLine({ at, direction, frame }: Pick<LoggedMessage, 'at' | 'direction' | 'frame'>): string {
  return `${JSON.stringify({ at: new Date(at).toISOString(), direction, frame })}\n`
}

/** The whole file, page by page, so that neither the database nor the memory is held for long. */
export async function* exportPages(
  page: (after: number | undefined) => Promise<MessageExportPage>,
): AsyncGenerator<string> {
  for (let after: number | undefined; ; ) {
    const { lines, next } = await page(after)
    if (lines !== '') yield lines
    if (next === null) return
    after = next
  }
}

/** Name of the file, without what file systems or headers do not like. */
export function exportFileName(stationId: string): string {
  return `${stationId.replace(/[^\w.-]+/g, '_')}.ocpp.jsonl`
}
