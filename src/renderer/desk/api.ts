/** The desk's only way to the controller for questions and orders. Knows the site's types, none of its code. */
import type { UseCaseInput, UseCaseName, UseCaseOutput } from '../../site/api.ts'
import type { SiteErrorCode, SiteErrorDetails } from '../../site/errors.ts'
import type { SiteView } from '../../site/setup/site-view.ts'
import type { UserView } from '../../site/users/user.ts'

/** What the controller tells of itself. */
export interface DeskInfo {
  version: string
  ocppUrls: string[]
  lanUrls: string[]
}

export interface SessionView {
  setUp: boolean
  siteName: string | null
  user: UserView | null
  site: SiteView | null
  info: DeskInfo | null
}

/** `Unreachable`: no answer of the controller came at all. */
export type ApiErrorCode = SiteErrorCode | 'Unreachable'

export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly details: SiteErrorDetails

  constructor(code: ApiErrorCode, details: SiteErrorDetails = {}, message: string = code) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.details = details
  }
}

/** Longer than the longest wait for a wallbox. */
const patienceMs = 90_000
/** A firmware of hundreds of megabytes over a slow line. */
const filePatienceMs = 30 * 60_000

type SignedOutListener = () => void
const signedOutListeners = new Set<SignedOutListener>()

/** Tells when an answer shows that the sign-in has ended. @returns the function that ends the subscription */
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

/** Carries a use case out. @throws ApiError */
export async function callUseCase<N extends UseCaseName>(name: N, input: UseCaseInput<N>): Promise<UseCaseOutput<N>> {
  try {
    return (await send('POST', `/rpc/${name}`, input)) as UseCaseOutput<N>
  } catch (error) {
    if (error instanceof ApiError && (error.code === 'NotSignedIn' || error.code === 'SessionExpired'))
      for (const listener of signedOutListeners) listener()
    throw error
  }
}

export async function readSession(): Promise<SessionView> {
  return (await send('GET', '/session')) as SessionView
}

export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  await send('POST', '/session', credentials)
}

export async function signOut(): Promise<void> {
  await send('DELETE', '/session', {})
}

export async function setUp(input: UseCaseInput<'setup.complete'>): Promise<void> {
  await send('POST', '/setup', input)
}

/** Names the stations whose messages and readings the live stream shall carry. */
export async function watchStations(stream: string, stations: string[]): Promise<void> {
  await send('POST', `/live/${stream}/watch`, { stations })
}

/** A file to the controller, byte for byte. @throws ApiError */
export async function sendBytes(path: string, bytes: Blob): Promise<unknown> {
  return answerOf(path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    signal: AbortSignal.timeout(filePatienceMs),
    body: bytes,
  })
}

async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  return answerOf(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(patienceMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function answerOf(path: string, request: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(path, request)
  } catch {
    throw new ApiError('Unreachable')
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && answer !== undefined) return answer
  if (isErrorAnswer(answer)) throw new ApiError(answer.code, answer.details, answer.message)
  throw new ApiError('Unreachable', { status: response.status })
}

function isErrorAnswer(answer: unknown): answer is { code: SiteErrorCode; message: string; details: SiteErrorDetails } {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'details' in answer
}
