import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SiteError } from '../../src/site/errors.ts'
import type { StationActor } from '../../src/site/permissions.ts'
import { type Lan, openLan, problem } from './lan.ts'

describe('OCPP over the LAN API', () => {
  let lan: Lan
  let token: string
  let box: StationActor
  beforeAll(async () => {
    lan = await openLan()
    box = (await lan.station()).box
    token = (await lan.login()).accessToken
    for (let n = 1; n <= 5; n++)
      await lan.test.site.execute(box, 'messages.log', [
        {
          at: lan.clock.now() + n,
          direction: n % 2 ? 'in' : 'out',
          action: n < 3 ? 'Heartbeat' : 'MeterValues',
          kind: n === 4 ? 'error' : 'call',
          messageId: `${n}`,
          frame: `[2,"${n}","…"]`,
          note: null,
        },
      ])
  })
  afterAll(() => lan.close())

  const send = (body: object) => lan.ask('POST', '/v1/stations/BOX-1/ocpp', { token, body })

  it('sends a request and answers what the station answers', async () => {
    lan.chargers.answers.request = async () => ({ result: { status: 'Accepted' } })
    const answer = await send({ action: 'Reset', payload: { type: 'Soft' } })
    expect(answer).toMatchObject({ status: 200, body: { result: { status: 'Accepted' } } })
    lan.chargers.answers.request = async () => ({ error: { code: 'NotSupported', description: 'no', details: {} } })
    const refused = await send({ action: 'Reset', payload: {}, force: true })
    expect(refused).toMatchObject({ status: 200, body: { error: { code: 'NotSupported', description: 'no' } } })
    expect(lan.chargers.asked.at(-1)).toMatchObject({ order: { action: 'Reset', payload: {}, force: true } })
  })

  it.each([
    ['StationOffline', 503],
    ['StationTimeout', 504],
  ] as const)('answers %s with %i', async (code, status) => {
    lan.chargers.answers.request = async () => {
      throw new SiteError(code)
    }
    const answer = await send({ action: 'Reset', payload: { type: 'Soft' } })
    expect(answer.status).toBe(status)
    expect(problem(answer).code).toBe(code)
  })

  it('names each field of the payload that is wrong', async () => {
    lan.chargers.answers.request = async () => {
      throw new SiteError('InvalidInput', { fields: { 'payload.type': 'This is missing.' } })
    }
    const answer = await send({ action: 'Reset', payload: {} })
    expect(answer.status).toBe(400)
    expect(problem(answer).errors).toEqual([{ in: 'body', field: 'payload.type', detail: 'This is missing.' }])
  })

  it('is for those who manage stations', async () => {
    const driver = await lan.user('driver')
    for (const [method, path] of [
      ['POST', '/v1/stations/BOX-1/ocpp'],
      ['GET', '/v1/stations/BOX-1/messages'],
      ['GET', '/v1/stations/BOX-1/messages/export'],
    ] as const) {
      const answer = await lan.ask(method, path, {
        token: driver.accessToken,
        ...(method === 'POST' ? { body: { action: 'Reset' } } : {}),
      })
      expect(answer.status).toBe(403)
    }
  })

  it('shows the log page by page, the newest first', async () => {
    const page = async (query: string) => (await lan.ask('GET', `/v1/stations/BOX-1/messages?${query}`, { token })).body
    const first = await page('limit=2')
    expect(first.items.map((item: { messageId: string }) => item.messageId)).toEqual(['5', '4'])
    const second = await page(`limit=3&cursor=${first.next}`)
    expect(second.items.map((item: { messageId: string }) => item.messageId)).toEqual(['3', '2', '1'])
    const third = await page(`limit=3&cursor=${second.next}`)
    expect(third).toEqual({ items: [], next: null })
    expect((await page('errors=true')).items).toMatchObject([{ messageId: '4', kind: 'error' }])
    expect((await page('action=Heartbeat&direction=in')).items).toMatchObject([
      { messageId: '1', frame: '[2,"1","…"]' },
    ])
  })

  it('gives the log as a file of lines, oldest first', async () => {
    const get = (path: string) => fetch(lan.url + path, { headers: { Authorization: `Bearer ${token}` } })
    const answer = await get('/v1/stations/BOX-1/messages/export')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/jsonl')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="BOX-1.ocpp.jsonl"')
    const lines = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines).toHaveLength(5)
    expect(lines[0]).toEqual({
      at: new Date(lan.clock.now() + 1).toISOString(),
      direction: 'in',
      frame: '[2,"1","…"]',
    })
    const from = new Date(lan.clock.now() + 4).toISOString()
    const later = await get(`/v1/stations/BOX-1/messages/export?from=${encodeURIComponent(from)}`)
    expect((await later.text()).match(/"frame"/g)).toHaveLength(2)
    expect((await get('/v1/stations/NONE/messages/export')).status).toBe(404)
  })

  it('gives a long log whole', async () => {
    const rows = Array.from({ length: 700 }, (_, n) => ({
      at: n,
      direction: 'in' as const,
      action: null,
      kind: 'call' as const,
      messageId: null,
      frame: `long ${n}`,
      note: null,
    }))
    await lan.test.site.execute(box, 'messages.log', rows)
    const answer = await fetch(`${lan.url}/v1/stations/BOX-1/messages/export`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    const frames = (await answer.text()).trimEnd().split('\n').slice(5)
    expect(frames.map((line) => (JSON.parse(line) as { frame: string }).frame)).toEqual(rows.map(({ frame }) => frame))
  })
})
