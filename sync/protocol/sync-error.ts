/**
 * What can be wrong with a message or a request of the sync, as a code to branch on and a sentence for people.
 * `undecodable` is about a whole message; a single bad row never throws, it becomes a BadRow.
 */
export type SyncErrorCode = 'undecodable' | 'tooLarge' | 'invalid' | 'refused' | 'notFound' | 'timeout' | 'storage'

export class SyncError extends Error {
  readonly code: SyncErrorCode

  constructor(code: SyncErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'SyncError'
    this.code = code
  }
}
