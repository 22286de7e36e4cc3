import type { SessionRow, SiteSummary } from './store.ts'

export function instant(ms: number | null): string {
  return ms === null ? '-' : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function money(minor: number, currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`
}

export function siteLines(site: SiteSummary): string {
  const lanes = site.lanes.map(({ lane, epoch, applied }) => `${lane} ${epoch}/${applied}`).join(' ') || '-'
  const lines = [
    `${site.id}  ${site.name}  ${site.online ? 'online' : `offline since ${instant(site.seenAt)}`}  ${site.sessions} sessions  ${site.dead} dead  lanes ${lanes}`,
  ]
  if (site.quarantined !== null)
    lines.push(`    QUARANTINED: ${site.quarantined}  (npm run hub -- sites --release ${site.id})`)
  for (const { id, name, granted, cursor, head } of site.accounts) {
    const standing = granted ? (cursor >= head ? 'up to date' : `${head - cursor} behind`) : 'NOT GRANTED'
    lines.push(`    account ${id}  ${name}  ${standing}`)
  }
  return lines.join('\n')
}

export function sessionCells(session: SessionRow): string[] {
  return [
    session.site,
    session.station,
    session.tag ?? '-',
    instant(session.startedAt),
    session.stoppedAt === null ? 'running' : instant(session.stoppedAt),
    (session.energyWh / 1000).toFixed(3),
    money(session.costMinor, session.currency),
  ]
}
