/** How a box differs from what the specification says, as data. Every field is off where it is left out. */
export interface Quirks {
  /** actions it does not have: answered with NotSupported */
  readonly lacks?: readonly string[]
  /** sends logs as a form by POST instead of PUT */
  readonly postsUploads?: boolean
  /** every installation of firmware fails */
  readonly failsInstallation?: boolean
  /** a new password counts after the next restart only */
  readonly passwordNeedsReboot?: boolean
  /** a password of hex digits stands for the bytes they spell (shiv3/ocpp-cp-simulator#260) */
  readonly passwordIsHex?: boolean
}
