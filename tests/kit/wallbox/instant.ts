/** A date-time of the wire as UTC epoch ms; undefined where there is none. */
export function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}
