/** A responder of revocation, and a pool of contracts, as they stand outside of the site. */
import { sign, X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { childOf, der, readDer } from '../../src/site/iso15118/der.ts'
import type { Issued } from './certificates.ts'

export type RevocationStatus = 'good' | 'revoked' | 'unknown'

const ecdsaWithSha256 = Buffer.from('300a06082a8648ce3d040302', 'hex')
const basicResponse = Buffer.from('06092b0601050507300101', 'hex')

/** RFC 6960 section 4.2.1, signed by `signer`. `request`: what was asked. */
export function ocspAnswer(o: {
  request: Buffer
  status: RevocationStatus
  signer: Issued
  /** Handed along, of a delegated responder. */
  certificate?: Issued
  thisUpdate: number
  nextUpdate?: number
}): Buffer {
  // request → tbsRequest → requestList → request → certID
  const id = childOf(childOf(childOf(childOf(readDer(o.request), 0), 0), 0), 0).whole
  const states = {
    good: der(0x80),
    revoked: der(0xa1, generalizedTime(o.thisUpdate)),
    unknown: der(0x82),
  }
  const next = o.nextUpdate === undefined ? [] : [der(0xa0, generalizedTime(o.nextUpdate))]
  const single = der(0x30, id, states[o.status], generalizedTime(o.thisUpdate), ...next)
  const responder = der(0xa2, der(0x04, Buffer.alloc(20)))
  const data = der(0x30, responder, generalizedTime(o.thisUpdate), der(0x30, single))
  const signature = sign('sha256', data, { key: o.signer.key.pem, dsaEncoding: 'der' })
  const certificates = o.certificate ? [der(0xa0, der(0x30, new X509Certificate(o.certificate.pem).raw))] : []
  const basic = der(0x30, data, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature), ...certificates)
  return der(0x30, der(0x0a, Buffer.from([0])), der(0xa0, der(0x30, basicResponse, der(0x04, basic))))
}

function generalizedTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(0x18, Buffer.from(text, 'latin1'))
}

export interface Outside {
  url: string
  requests: { path: string; headers: IncomingMessage['headers']; body: Buffer }[]
  answer: (body: Buffer, response: ServerResponse) => void
  close(): Promise<void>
}

/** An HTTP server that answers as it is told. */
export async function openOutside(): Promise<Outside> {
  const outside: Outside = {
    url: '',
    requests: [],
    answer: (_body, response) => void response.writeHead(500).end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      outside.requests.push({ path: request.url ?? '', headers: request.headers, body })
      outside.answer(body, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  outside.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return outside
}
