import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { LanApi } from '../../mobile-api/lan-api.ts'
import { silentLog } from '../../src/site/log.ts'
import { type Lan, openLan } from './lan.ts'

const twin = (lan: Lan, port: number) =>
  new LanApi({ site: lan.test.site, clock: lan.clock, log: silentLog, host: '127.0.0.1', port, version: '1' })

describe('the server of the LAN API', () => {
  it('says which error kept it from listening, and leaves nothing behind', async () => {
    const lan = await openLan()
    const pending = lan.clock.pending
    const second = twin(lan, Number(new URL(lan.url).port))
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await second.stop()
    expect(lan.clock.pending).toBe(pending)
    await lan.close()
  })

  it('stops, can be stopped again, and leaves no timer behind', async () => {
    const lan = await openLan()
    await lan.ask('GET', '/healthz')
    await lan.api.stop()
    await lan.api.stop()
    expect(lan.clock.pending).toBe(0)
    await expect(fetch(`${lan.url}/healthz`)).rejects.toThrow()
    lan.test.close()
  })

  it('lets a request that was begun finish before it stops', async () => {
    const lan = await openLan()
    const { accessToken: token } = await lan.login()
    const { connectorId } = await lan.station()
    await lan.ask('POST', '/v1/tags', { token, body: { id: 'CARD' } })
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    lan.chargers.answers.startCharging = () => {
      asked.resolve()
      return answer.promise
    }
    const started = lan.ask('POST', `/v1/connectors/${connectorId}/start`, { token })
    await asked.promise
    const stopped = lan.api.stop()
    answer.resolve()
    expect((await started).status).toBe(202)
    await stopped
    lan.test.close()
  })

  it('cuts a request off that does not finish', async () => {
    const lan = await openLan()
    const socket = connect(Number(new URL(lan.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      'POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
    )
    // answered in order: when this one is, the half one has arrived
    await lan.ask('GET', '/healthz')
    const stopped = lan.api.stop()
    const closed = once(socket, 'close')
    socket.resume()
    lan.clock.advance(5000)
    await Promise.all([stopped, closed])
    lan.test.close()
  })

  it('does not wait for a connection that never asked anything', async () => {
    const lan = await openLan()
    const socket = connect(Number(new URL(lan.url).port), '127.0.0.1')
    await once(socket, 'connect')
    await lan.ask('GET', '/healthz')
    const closed = once(socket.resume(), 'close')
    await Promise.all([lan.api.stop(), closed])
    lan.test.close()
  })
})
