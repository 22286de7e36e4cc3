/** How a box differs from what the specification says, as data. Every field is off where it is left out. */
export interface Quirks {
  /** actions it does not have: answered with NotSupported */
  readonly lacks?: readonly string[]
}
