import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Box } from './box.ts'
import { attempt, download } from './transfer/transfer.ts'

export type PublishStatus =
  | 'Idle'
  | 'Downloading'
  | 'Downloaded'
  | 'DownloadFailed'
  | 'InvalidChecksum'
  | 'ChecksumVerified'
  | 'Published'
  | 'PublishFailed'

export interface PublishOrder {
  readonly location: string
  /** MD5 of the file, hex */
  readonly checksum: string
  readonly retries: number | undefined
  readonly retryIntervalS: number | undefined
  readonly requestId: number
  readonly tell: (status: PublishStatus, locations?: readonly string[]) => void
}

export interface Publications {
  status: PublishStatus
  requestId: number | undefined
  /** what the box serves on its local network, by checksum; undefined while it is fetched */
  readonly files: Map<string, { server: Server; location: string; readers: number } | undefined>
}

export function createPublications(): Publications {
  return { status: 'Idle', requestId: undefined, files: new Map() }
}

/** Fetches firmware once and serves it to the boxes of the site (2.0.1 L03), over real HTTP on this computer. */
export async function publishFirmware(box: Box, order: PublishOrder): Promise<void> {
  const { publications } = box.memory
  const checksum = order.checksum.toLowerCase()
  const tell = (status: PublishStatus, locations?: readonly string[]) => {
    publications.status = status
    publications.requestId = order.requestId
    box.happened('transfer', `firmware to publish: ${status}`)
    order.tell(status, locations)
  }
  await withdraw(box, checksum)
  publications.files.set(checksum, undefined)
  tell('Downloading')
  const attempts = { retries: order.retries, intervalS: order.retryIntervalS }
  const file = await attempt(
    box,
    attempts,
    () => download(box, order.location),
    () => !box.signal.aborted,
  )
  if (!file) {
    publications.files.delete(checksum)
    return tell('DownloadFailed')
  }
  tell('Downloaded')
  if (createHash('md5').update(file).digest('hex') !== checksum) {
    publications.files.delete(checksum)
    return tell('InvalidChecksum')
  }
  tell('ChecksumVerified')
  const published = await serve(box, checksum, file)
  publications.files.set(checksum, published)
  tell('Published', [published.location])
}

/** L04; a file that somebody is still fetching stays until they have it. */
export async function unpublishFirmware(
  box: Box,
  checksum: string,
): Promise<'Unpublished' | 'NoFirmware' | 'DownloadOngoing'> {
  const key = checksum.toLowerCase()
  const { files } = box.memory.publications
  if (!files.has(key)) return 'NoFirmware'
  const found = files.get(key)
  if (!found || found.readers > 0) return 'DownloadOngoing'
  await withdraw(box, key)
  box.memory.publications.status = 'Idle'
  return 'Unpublished'
}

async function withdraw(box: Box, checksum: string): Promise<void> {
  const found = box.memory.publications.files.get(checksum)
  box.memory.publications.files.delete(checksum)
  if (!found) return
  found.server.closeAllConnections()
  await new Promise((done) => found.server.close(done))
}

async function serve(box: Box, checksum: string, file: Buffer) {
  const published = { server: createServer(), location: '', readers: 0 }
  published.server.on('request', (request, response) => {
    if (request.url !== `/${checksum}`) return response.writeHead(404).end()
    published.readers++
    response.once('close', () => published.readers--)
    return response.writeHead(200, { 'Content-Length': file.length }).end(file)
  })
  published.server.listen(0, '127.0.0.1')
  await new Promise((done) => published.server.once('listening', done))
  box.signal.addEventListener('abort', () => {
    published.server.closeAllConnections()
    published.server.close()
  })
  const { port } = published.server.address() as AddressInfo
  published.location = `http://127.0.0.1:${port}/${checksum}`
  return published
}
