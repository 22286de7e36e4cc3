import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { TransferFailed } from './transfer-failed.ts'

/** Longer files are not taken. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024
const TIMEOUT_MS = 20_000

export interface HttpOptions {
  /** certificates (PEM) that HTTPS servers are trusted by, besides the public ones */
  readonly ca: readonly string[]
  readonly signal: AbortSignal
}

/** Fetches a file. @throws TransferFailed */
export async function httpGet(url: URL, o: HttpOptions): Promise<Buffer> {
  return send('GET', url, undefined, {}, o)
}

/** Stores a file. @throws TransferFailed */
export async function httpPut(url: URL, body: Buffer, o: HttpOptions): Promise<void> {
  await send('PUT', url, body, { 'Content-Type': 'application/octet-stream' }, o)
}

/** Sends a file as a form with one field `file`, as browsers do. @throws TransferFailed */
export async function httpPostForm(url: URL, name: string, body: Buffer, o: HttpOptions): Promise<void> {
  const boundary = `----wallbox${Date.now().toString(36)}`
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  const whole = Buffer.concat([Buffer.from(head), body, Buffer.from(`\r\n--${boundary}--\r\n`)])
  await send('POST', url, whole, { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, o)
}

function send(
  method: string,
  url: URL,
  body: Buffer | undefined,
  headers: Record<string, string>,
  o: HttpOptions,
): Promise<Buffer> {
  const { username, password } = url
  const auth = username === '' ? {} : { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` }
  const length = body ? { 'Content-Length': String(body.length) } : {}
  const secure = url.protocol === 'https:'
  const options = { method, signal: o.signal, timeout: TIMEOUT_MS, headers: { ...headers, ...length }, ...auth }
  return new Promise((resolve, reject) => {
    const fail = (detail: string) => reject(new TransferFailed(detail))
    const take = (response: IncomingMessage) => {
      const parts: Buffer[] = []
      let size = 0
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size > MAX_FILE_BYTES) response.destroy(new Error(`more than ${MAX_FILE_BYTES} bytes`))
        else parts.push(part)
      })
      response.once('error', (error) => fail(error.message))
      response.once('end', () => {
        const status = response.statusCode ?? 0
        if (status >= 200 && status < 300) resolve(Buffer.concat(parts))
        else reject(new TransferFailed(`${url.host} answered ${status}`, status))
      })
    }
    const request = secure
      ? httpsRequest(url, { ...options, ...(o.ca.length > 0 ? { ca: [...o.ca] } : {}) }, take)
      : httpRequest(url, options, take)
    request.once('timeout', () => request.destroy(new Error(`${url.host} did not answer within ${TIMEOUT_MS} ms`)))
    request.once('error', (error) => fail(error.message))
    request.end(body)
  })
}
