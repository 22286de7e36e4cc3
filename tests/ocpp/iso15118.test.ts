import { X509Certificate } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outsideCertificates } from '../../src/main/outside-certificates.ts'
import { hashOf } from '../../src/site/iso15118/ocsp.ts'
import { certificateOf, type Issued, mayAnswerOcsp, responderAt } from '../kit/certificates.ts'
import { type Outside, ocspAnswer, openOutside, type RevocationStatus } from '../kit/ocsp-responder.ts'
import { type Door, openDoor, RawStation, until } from './door.ts'

const dayMs = 86_400_000
const emaid = 'DE8AAC12345678'
let door: Door
let outside: Outside
let box: RawStation

beforeEach(async () => {
  door = await openDoor()
  door.test.site.attachCertificateProvider(outsideCertificates)
  outside = await openOutside()
  box = await door.station('BOX-1', 'ocpp2.0.1')
  await box.boot()
})

afterEach(async () => {
  expect(door.breaches).toEqual([])
  await door.close()
  await outside.close()
})

describe('a contract for a car', () => {
  const wish = { iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef', action: 'Install', exiRequest: 'gJgCGg==' }
  const pooled = (exi: string) =>
    JSON.stringify({ CCPResponse: { emaidContent: [{ messageDef: { certificateInstallationRes: exi, emaid } }] } })

  it('fails where no pool is configured, and says so', async () => {
    const answer = await box.tell('Get15118EVCertificate', wish)
    expect(answer).toMatchObject({
      status: 'Failed',
      exiResponse: '',
      statusInfo: { additionalInfo: 'no pool of contracts is configured' },
    })
    expect(outside.requests).toEqual([])
  })

  it('comes from the pool as it is', async () => {
    await door.ask('security.update', { contractUrl: `${outside.url}/pnc/`, contractToken: 'token-1' })
    expect(await door.ask('security.settings', {})).toMatchObject({ hasContractToken: true })
    outside.answer = (_body, response) => void response.end(pooled('gJgCGn8='))
    expect(await box.tell('Get15118EVCertificate', wish)).toEqual({ status: 'Accepted', exiResponse: 'gJgCGn8=' })
    const [request] = outside.requests
    expect(request?.path).toBe('/pnc/v1/ccp/signedContractData')
    expect(request?.headers.authorization).toBe('Bearer token-1')
    expect(JSON.parse(String(request?.body))).toEqual({
      certificateInstallationReq: wish.exiRequest,
      xsdMsgDefNamespace: wish.iso15118SchemaVersion,
    })
  })

  it.each<[string, (response: import('node:http').ServerResponse) => void]>([
    ['refuses', (response) => void response.writeHead(404).end('{}')],
    ['answers nonsense', (response) => void response.end('<html>')],
    ['knows no contract', (response) => void response.end('{"CCPResponse":{"emaidContent":[]}}')],
    ['answers without end', (response) => void response.end(pooled('A'.repeat(200_000)))],
    ['answers more than OCPP has room for', (response) => void response.end(pooled('A'.repeat(6_000)))],
    ['hangs up', (response) => void response.destroy()],
    ['leads elsewhere', (response) => void response.writeHead(302, { Location: '/other' }).end()],
  ])('fails when the pool %s', async (_what, behave) => {
    await door.ask('security.update', { contractUrl: outside.url })
    outside.answer = (_body, response) => behave(response)
    expect(await box.tell('Get15118EVCertificate', wish)).toMatchObject({ status: 'Failed', exiResponse: '' })
    expect(outside.requests).toHaveLength(1)
  })

  it('fails in time when the pool does not answer', async () => {
    await door.ask('security.update', { contractUrl: outside.url })
    outside.answer = () => {}
    const hasty = await openDoor({ test: door.test, limits: { prepareMs: 100 } })
    const other = await RawStation.connect({ url: hasty.url, id: 'BOX-1', protocol: 'ocpp2.0.1' })
    await other.boot()
    const answer = await other.tell('Get15118EVCertificate', wish)
    expect(answer).toMatchObject({
      status: 'Failed',
      statusInfo: { additionalInfo: 'the pool of contracts did not answer in time' },
    })
    expect(hasty.breaches).toEqual([])
    other.terminate()
    await hasty.server.stop()
  })

  it('keeps only the station waiting that asked, and its later messages in order', async () => {
    await door.ask('security.update', { contractUrl: outside.url })
    let release = () => {}
    outside.answer = (_body, response) => {
      release = () => void response.end(pooled('gJgC'))
    }
    box.raw(JSON.stringify([2, 'slow', 'Get15118EVCertificate', wish]))
    box.raw(JSON.stringify([2, 'behind', 'Heartbeat', {}]))
    box.raw(JSON.stringify([2, 'last', 'Heartbeat', {}]))
    const other = await door.station('BOX-2', 'ocpp2.0.1')
    await other.boot()
    await until('the question', () => outside.requests.length === 1)
    await other.tell('Heartbeat', {})
    expect(box.received).toEqual([])
    release()
    await until('the answers', () => box.received.length === 3)
    expect(box.received.map(({ id }) => id)).toEqual(['slow', 'behind', 'last'])
    box.breaches.length = 0
  })
})

interface Contract {
  root: Issued
  sub: Issued
  leaf: Issued
  chain: string
}

async function contract(o: { until?: number; name?: string } = {}): Promise<Contract> {
  const responder = [responderAt(`${outside.url}/ocsp`)]
  const root = await certificateOf({ name: 'CN=MO root', authority: true })
  const sub = await certificateOf({ name: 'CN=MO sub', issuer: root, authority: true, extensions: responder })
  const leaf = await certificateOf({
    name: `CN=${o.name ?? 'DE-8AA-C12345678-X'}`,
    issuer: sub,
    extensions: responder,
    ...(o.until === undefined ? {} : { until: o.until }),
  })
  return { root, sub, leaf, chain: `${leaf.pem}\n${sub.pem}\n` }
}

/** Each certificate is answered for by its own issuer. */
function respond(one: Contract, status: RevocationStatus, change: { signer?: Issued; ageMs?: number } = {}) {
  outside.answer = (request, response) => {
    const at = Date.now() - (change.ageMs ?? 0)
    const isLeaf = request.includes(Buffer.from(new X509Certificate(one.leaf.pem).serialNumber, 'hex'))
    const answer = ocspAnswer({
      request,
      status: isLeaf ? status : 'good',
      signer: change.signer ?? (isLeaf ? one.sub : one.root),
      thisUpdate: at - 60_000,
      nextUpdate: at + dayMs / 2,
    })
    response.end(answer)
  }
}

function hashData(one: Contract) {
  const hash = hashOf(new X509Certificate(one.leaf.pem), new X509Certificate(one.sub.pem))
  return { ...hash, hashAlgorithm: 'SHA256', responderURL: `${outside.url}/ocsp` }
}

const authorize = (more: object) => box.tell('Authorize', { idToken: { idToken: emaid, type: 'eMAID' }, ...more })

describe('charging by contract', () => {
  beforeEach(async () => {
    await door.ask('tags.create', { idTag: emaid })
    await door.ask('security.update', { ocsp: true, privateAddresses: true })
  })

  it('is accepted when the chain leads to a trusted root and nothing was revoked', async () => {
    const one = await contract()
    await door.ask('certificates.addRoot', { kind: 'mo-root', pem: one.root.pem })
    respond(one, 'good')
    expect(await authorize({ certificate: one.chain })).toMatchObject({
      idTokenInfo: { status: 'Accepted' },
      certificateStatus: 'Accepted',
    })
    expect(outside.requests).toHaveLength(2)
  })

  it('is judged by the hashes alone where the station checked the chain', async () => {
    const one = await contract()
    await door.ask('certificates.addRoot', { kind: 'mo-root', pem: one.sub.pem })
    respond(one, 'good')
    expect(await authorize({ iso15118CertificateHashData: [hashData(one)] })).toMatchObject({
      idTokenInfo: { status: 'Accepted' },
      certificateStatus: 'Accepted',
    })
    respond(one, 'revoked')
    expect(await authorize({ iso15118CertificateHashData: [hashData(one)] })).toEqual({
      idTokenInfo: { status: 'Invalid' },
      certificateStatus: 'CertificateRevoked',
    })
  })

  it('is refused with the reason that applies', async () => {
    const one = await contract()
    const expired = await contract({ until: Date.now() - 1_000 })
    const other = await contract({ name: 'DE8AAC99999999' })
    await door.ask('certificates.addRoot', { kind: 'mo-root', pem: one.root.pem })
    await door.ask('certificates.addRoot', { kind: 'mo-root', pem: expired.root.pem })
    await door.ask('certificates.addRoot', { kind: 'v2g-root', pem: other.root.pem })
    const stranger = await contract()
    const status = async (certificate: string) => {
      const answer = await authorize({ certificate })
      expect(answer.idTokenInfo).toEqual({ status: 'Invalid' })
      return answer.certificateStatus
    }
    respond(one, 'revoked')
    expect(await status(one.chain)).toBe('CertificateRevoked')
    respond(one, 'unknown')
    expect(await status(one.chain)).toBe('NoCertificateAvailable')
    // signed by somebody who is not its issuer
    respond(one, 'good', { signer: stranger.sub })
    expect(await status(one.chain)).toBe('NoCertificateAvailable')
    respond(one, 'good', { ageMs: 3 * dayMs })
    expect(await status(one.chain)).toBe('NoCertificateAvailable')
    expect(await status(expired.chain)).toBe('CertificateExpired')
    expect(await status(stranger.chain)).toBe('CertChainError')
    expect(await status(other.chain)).toBe('CertChainError')
    expect(await status('nonsense')).toBe('CertChainError')
  })

  it('believes a responder that the issuer gave the right to answer, and no other certificate of it', async () => {
    const one = await contract()
    await door.ask('certificates.addRoot', { kind: 'mo-root', pem: one.sub.pem })
    const delegate = await certificateOf({
      name: 'CN=responder',
      issuer: one.sub,
      extensions: [mayAnswerOcsp],
    })
    const answerBy = (signer: Issued) => {
      outside.answer = (request, response) =>
        void response.end(
          ocspAnswer({ request, status: 'good', signer, certificate: signer, thisUpdate: Date.now() - 1000 }),
        )
    }
    answerBy(delegate)
    expect((await authorize({ iso15118CertificateHashData: [hashData(one)] })).certificateStatus).toBe('Accepted')
    answerBy(one.leaf)
    expect((await authorize({ iso15118CertificateHashData: [hashData(one)] })).certificateStatus).toBe(
      'NoCertificateAvailable',
    )
  })

  it('is vouched for by nobody where asking is not configured, and then refused', async () => {
    await door.ask('security.update', { ocsp: false })
    const one = await contract()
    await door.ask('certificates.addRoot', { kind: 'mo-root', pem: one.root.pem })
    expect(await authorize({ certificate: one.chain })).toEqual({
      idTokenInfo: { status: 'Invalid' },
      certificateStatus: 'NoCertificateAvailable',
    })
    expect(outside.requests).toEqual([])
    // a tag alone is a tag
    expect(await authorize({})).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
  })

  it('does not ask responders in private networks unless that is allowed', async () => {
    await door.ask('security.update', { privateAddresses: false })
    const one = await contract()
    await door.ask('certificates.addRoot', { kind: 'mo-root', pem: one.root.pem })
    expect((await authorize({ certificate: one.chain })).certificateStatus).toBe('NoCertificateAvailable')
    const { port } = new URL(outside.url)
    const data = { ...hashData(one), responderURL: `http://localhost:${port}/ocsp` }
    expect(await box.tell('GetCertificateStatus', { ocspRequestData: data })).toMatchObject({ status: 'Failed' })
    expect(outside.requests).toEqual([])
  })
})

describe('the status of a certificate', () => {
  it('is the signed answer of the responder as it is', async () => {
    await door.ask('security.update', { ocsp: true, privateAddresses: true })
    const one = await contract()
    respond(one, 'revoked')
    const answer = await box.tell('GetCertificateStatus', { ocspRequestData: hashData(one) })
    expect(answer.status).toBe('Accepted')
    expect(Buffer.from(String(answer.ocspResult), 'base64')[0]).toBe(0x30)
    expect(outside.requests[0]?.headers['content-type']).toBe('application/ocsp-request')
  })

  it('fails where it is not configured, where the responder fails, and where the hashes are none', async () => {
    const one = await contract()
    const ask = (data: object) => box.tell('GetCertificateStatus', { ocspRequestData: data })
    expect(await ask(hashData(one))).toMatchObject({
      status: 'Failed',
      statusInfo: { additionalInfo: 'asking for revocation is not configured' },
    })
    await door.ask('security.update', { ocsp: true, privateAddresses: true })
    expect(await ask(hashData(one))).toMatchObject({ status: 'Failed' })
    // tryLater
    outside.answer = (_body, response) => void response.end(Buffer.from('30030a0103', 'hex'))
    expect(await ask(hashData(one))).toMatchObject({ status: 'Failed' })
    expect(await ask({ ...hashData(one), issuerKeyHash: 'zz' })).toMatchObject({ status: 'Failed' })
    expect(await ask({ ...hashData(one), responderURL: 'file:///etc/passwd' })).toMatchObject({ status: 'Failed' })
  })
})
