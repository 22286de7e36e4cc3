const widths = [42, 12, 10, 10, 12, 12, 12, 10]

export function headline(text: string) {
  console.log(`\n${text}`)
}

/** One line of a table: the first cell to the left, figures to the right. */
export function row(...cells: string[]) {
  console.log(
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : ` ${cell}`.padStart(widths[i] ?? 10)))
      .join('')
      .trimEnd(),
  )
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}

export function share(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(0)} %` : ''
}
