/**
 * Everything that can be refused or go wrong, once: code → HTTP status and a sentence that says what to do.
 * Doors translate a SiteError into their own dialect (problem details, CALLERROR, a toast) by this table alone.
 */
export const errorTable = {
  InvalidInput: [400, 'Some of the values are not valid. Correct the marked fields and try again.'],
  NotSignedIn: [401, 'Sign in first.'],
  WrongCredentials: [401, 'E-mail or password is wrong.'],
  WrongCode: [401, 'This code is wrong, was used already, or is too old. Ask an administrator for a new one.'],
  SessionExpired: [401, 'The sign-in has expired. Sign in again.'],
  TokenReused: [401, 'This refresh token was used before, so the whole sign-in was ended. Sign in again.'],
  Forbidden: [403, 'You do not have the permission for this. Ask an administrator of the site.'],
  NotFound: [404, 'There is no such thing here, or it is not yours to see.'],
  StationNotFound: [404, 'There is no such station here, or it is not yours to see.'],
  AlreadyExists: [409, 'This already exists. Choose another name or id.'],
  AlreadySetUp: [409, 'The site is set up already. Sign in instead.'],
  NotSetUp: [409, 'The site is not set up yet. Open the desk to set it up.'],
  ConnectorBusy: [409, 'The connector already has a running session. Stop it first, or choose another connector.'],
  ConnectorReserved: [
    409,
    'The connector is reserved for another tag. Use that tag, choose another connector, or wait until the reservation ends.',
  ],
  ConnectorUnavailable: [409, 'The connector is out of service. Put it back into service first.'],
  StationDisabled: [409, 'The station is disabled. Enable it first.'],
  NoTag: [409, 'A tag is needed to start a charge. Ask the site manager to assign one to you.'],
  TagNotAccepted: [409, 'The tag is not accepted. See the details for the reason.'],
  NoSession: [409, 'There is no running session to stop.'],
  LastAdministrator: [
    409,
    'This is the last user of the account who can manage users. Give that right to somebody else first.',
  ],
  Conflict: [409, 'Somebody else changed this in the meantime. Load it again and repeat your change.'],
  StationRejected: [409, 'The station refused the request. See the details for its answer.'],
  NothingKnown: [409, 'The station has not told its settings yet. Read them from the station first.'],
  NotBookable: [409, 'The message can not be booked as it is. Repair it as the details say, or discard it.'],
  NotSupported: [409, 'This station does not support the request.'],
  TooManyAttempts: [429, 'Too many attempts. Wait a little and try again.'],
  InternalError: [500, 'Something went wrong in the controller. The log has the details.'],
  StationOffline: [503, 'The station is not connected. Check its power and network, then try again.'],
  ShuttingDown: [503, 'The controller is shutting down. Try again in a moment.'],
  StationTimeout: [
    504,
    'The station did not answer in time. It may still carry the request out; check its state before you repeat it.',
  ],
  DatabaseTooNew: [
    500,
    'The database was written by a newer version of Chargeyard. Install that version or a later one.',
  ],
  StorageFailed: [507, 'The controller could not write to its database. Check free space and the health of the disk.'],
} as const satisfies Record<string, readonly [status: number, advice: string]>

export type SiteErrorCode = keyof typeof errorTable

/** Facts beside the code: shown to whoever asked, so never secrets. `fields` maps an input path to what is wrong with it. */
export type SiteErrorDetails = { fields?: Record<string, string> } & Record<string, unknown>

export class SiteError extends Error {
  readonly code: SiteErrorCode
  readonly details: SiteErrorDetails

  constructor(code: SiteErrorCode, details: SiteErrorDetails = {}, cause?: unknown) {
    super(errorTable[code][1], cause === undefined ? undefined : { cause })
    this.name = 'SiteError'
    this.code = code
    this.details = details
  }

  get status(): number {
    return errorTable[this.code][0]
  }
}
