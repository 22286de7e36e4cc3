/** A file could not be fetched or stored. */
export class TransferFailed extends Error {
  override readonly name = 'TransferFailed'
  /** HTTP status or FTP reply code, where the other end gave one */
  readonly code: number | undefined

  constructor(message: string, code?: number) {
    super(message)
    this.code = code
  }
}
