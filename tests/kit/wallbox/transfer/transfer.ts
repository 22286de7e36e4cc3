import type { Box } from '../box.ts'
import { ftpFetch, ftpStore } from './ftp.ts'
import { httpGet, httpPostForm, httpPut } from './http.ts'
import { TransferFailed } from './transfer-failed.ts'

/** True when the box can reach such a place at all. */
export function isReachable(location: string): boolean {
  return ['http:', 'https:', 'ftp:'].includes(urlOf(location)?.protocol ?? '')
}

/** Fetches a file over HTTP, HTTPS or FTP. @throws TransferFailed */
export async function download(box: Box, location: string): Promise<Buffer> {
  const url = urlOf(location)
  if (url?.protocol === 'ftp:') return ftpFetch(url, box.signal)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return httpGet(url, options(box))
  throw new TransferFailed(`${location} is no address the box can reach`)
}

/** Stores a file: a location that ends with / is a folder, any other the file itself. @throws TransferFailed */
export async function upload(box: Box, location: string, name: string, body: Buffer): Promise<void> {
  const url = urlOf(location)
  if (!url) throw new TransferFailed(`${location} is no address`)
  const posts = box.quirks.postsUploads === true && url.protocol !== 'ftp:'
  if (url.pathname.endsWith('/') && !posts) url.pathname += encodeURIComponent(name)
  if (url.protocol === 'ftp:') await ftpStore(url, body, box.signal)
  else if (posts) await httpPostForm(url, name, body, options(box))
  else if (url.protocol === 'http:' || url.protocol === 'https:') await httpPut(url, body, options(box))
  else throw new TransferFailed(`the box can't store over ${url.protocol}`)
}

export interface Attempts {
  /** how often it is tried again after a failure */
  readonly retries: number | undefined
  /** seconds in between, in the box's time */
  readonly intervalS: number | undefined
}

/** Tries until it works or the attempts are used up; answers undefined then, or when `wanted` says that it is over. */
export async function attempt<T>(
  box: Box,
  attempts: Attempts,
  work: () => Promise<T>,
  wanted: () => boolean,
): Promise<T | undefined> {
  for (let left = attempts.retries ?? 0; wanted(); left--) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof TransferFailed)) throw error
      if (box.signal.aborted) return undefined
      box.happened('transfer', `it failed: ${error.message}`)
      if (left <= 0) return undefined
      await box.sleep((attempts.intervalS ?? 60) * 1000)
    }
  }
  return undefined
}

function options(box: Box): { ca: readonly string[]; signal: AbortSignal } {
  return { ca: box.trusted(), signal: box.signal }
}

function urlOf(location: string): URL | undefined {
  return URL.canParse(location) ? new URL(location) : undefined
}
