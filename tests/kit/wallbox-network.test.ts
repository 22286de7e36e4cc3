import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { RawServer } from './raw-server.ts'
import { TestCa } from './test-ca.ts'
import { Harness } from './wallbox-harness.ts'

const ca = new TestCa()
const servers: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** A TLS door that accepts boots, and tells whose certificate came with each connection. */
async function tlsDoor(clientCa?: string) {
  const seen: { path: string; subject: string | undefined; authorization: string | undefined }[] = []
  const { cert, key } = ca.issue('site', ['127.0.0.1'])
  const https: Server = createServer({
    cert,
    key,
    ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
  })
  const door = new WebSocketServer({ server: https })
  door.on('connection', (socket, request) => {
    const subject: unknown = (request.socket as TLSSocket).getPeerCertificate().subject?.CN
    seen.push({
      path: request.url ?? '',
      subject: typeof subject === 'string' ? subject : undefined,
      authorization: request.headers.authorization,
    })
    socket.on('message', (data) => {
      const [, id] = JSON.parse((data as Buffer).toString('utf8')) as [number, string]
      socket.send(JSON.stringify([3, id, { status: 'Accepted', currentTime: '2026-01-05T08:00:00Z', interval: 300 }]))
    })
  })
  https.listen(0, '127.0.0.1')
  await new Promise((done) => https.once('listening', done))
  servers.push({
    close: async () => {
      for (const client of door.clients) client.terminate()
      door.close()
      https.closeAllConnections()
      await new Promise((done) => https.close(done))
    },
  })
  return { seen, url: `wss://127.0.0.1:${(https.address() as AddressInfo).port}/OCPP` }
}

describe('the TLS of a wallbox', () => {
  const test = new Harness('ocpp1.6')

  it('trusts the roots it was given, and tells why it does not trust others', async () => {
    const door = await tlsDoor()
    const stranger = test.box({ url: door.url, ca: [new TestCa('Other').root] })
    stranger.start()
    const { trouble } = await stranger.waitFor((s) => s.trouble !== undefined)
    expect(trouble?.kind).toBe('tls')
    const box = await test.online({ url: door.url, ca: [ca.root], password: 'geheim' })
    expect(box.state().network).toMatchObject({ securityProfile: 2 })
    expect(door.seen).toEqual([
      { path: '/OCPP/BOX-1', subject: undefined, authorization: `Basic ${btoa('BOX-1:geheim')}` },
    ])
  })

  it('shows its certificate where it has one, and no password then', async () => {
    const door = await tlsDoor(ca.root)
    const certificate = ca.issue('BOX-1')
    const box = await test.online({ url: door.url, ca: [ca.root], certificate, password: 'geheim' })
    expect(box.state().network.securityProfile).toBe(3)
    expect(door.seen).toEqual([{ path: '/OCPP/BOX-1', subject: 'BOX-1', authorization: undefined }])
  })

  it('is raised from a password to TLS and to a signed certificate, never lowered', async () => {
    const door = await tlsDoor()
    test.server.answers.SignCertificate = { status: 'Accepted' }
    const box = await test.online({ password: '0123456789abcdef', secureUrl: door.url })
    const raise = (value: string) => test.ask('ChangeConfiguration', { key: 'SecurityProfile', value })
    expect(await raise('2')).toEqual({ status: 'Rejected' })
    await test.ask('InstallCertificate', { certificateType: 'CentralSystemRootCertificate', certificate: ca.root })
    expect(await raise('3')).toEqual({ status: 'Rejected' })
    await box.acts.requestCertificate()
    const csr = test.seen<{ csr: string }>('SignCertificate')[0]?.csr ?? ''
    await test.ask('CertificateSigned', { certificateChain: ca.signCsr(csr) })
    expect(await raise('1')).toEqual({ status: 'Rejected' })
    expect(await raise('3')).toEqual({ status: 'Accepted' })
    await box.waitFor(() => door.seen.length === 1)
    expect(box.state().network).toEqual({ slot: 0, url: door.url, securityProfile: 3 })
    expect(door.seen[0]?.authorization).toBeUndefined()
  })
})

describe('the network profiles of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')
  const profile = (ocppCsmsUrl: string, more: object = {}) => ({
    ocppVersion: 'OCPP20',
    ocppTransport: 'JSON',
    ocppCsmsUrl,
    messageTimeout: 30,
    securityProfile: 1,
    ocppInterface: 'Wired0',
    ...more,
  })
  const set = (configurationSlot: number, connectionData: object) =>
    test.ask('SetNetworkProfile', { configurationSlot, connectionData })
  const prefer = async (attributeValue: string) => {
    const component = { name: 'OCPPCommCtrlr' }
    const variable = { name: 'NetworkConfigurationPriority' }
    const answer = await test.ask<{ setVariableResult: { attributeStatus: string }[] }>('SetVariables', {
      setVariableData: [{ component, variable, attributeValue }],
    })
    return answer.setVariableResult[0]?.attributeStatus
  }

  it('are used after the next start, in the order they are to be tried', async () => {
    const other = new RawServer()
    Object.assign(other.answers, test.server.answers)
    const url = await other.start()
    servers.push({ close: () => other.stop() })
    const box = await test.online({ password: '0123456789abcdef' })
    expect(await prefer('1,0')).toBe('Rejected')
    expect(await set(1, profile('ws://127.0.0.1:1/OCPP'))).toEqual({ status: 'Accepted' })
    expect(await set(2, profile(url))).toEqual({ status: 'Accepted' })
    expect(await prefer('1,2,0')).toBe('RebootRequired')
    expect(box.state().network.slot).toBe(0)
    await test.ask('Reset', { type: 'Immediate' })
    await box.waitFor(() => other.of('BootNotification').length === 1)
    await box.online()
    expect(box.state().network).toEqual({ slot: 2, url, securityProfile: 1 })
    expect(box.acts.variable('OCPPCommCtrlr.ActiveNetworkProfile')).toBe('2')
    expect(box.violations).toEqual([])
  })

  it('are refused when the box can not use them or they are less secure', async () => {
    const box = await test.online({ password: '0123456789abcdef' })
    expect(await set(9, profile('ws://127.0.0.1/'))).toMatchObject({ status: 'Rejected' })
    expect(await set(1, profile('ws://127.0.0.1/', { ocppTransport: 'SOAP' }))).toMatchObject({ status: 'Rejected' })
    expect(await set(1, profile('ws://127.0.0.1/', { securityProfile: 0 }))).toMatchObject({ status: 'Rejected' })
    expect(await set(1, profile('http://127.0.0.1/'))).toMatchObject({ status: 'Rejected' })
    expect(await set(1, profile('ws://127.0.0.1/', { securityProfile: 2 }))).toMatchObject({ status: 'Rejected' })
    expect(box.violations).toEqual([])
  })
})
