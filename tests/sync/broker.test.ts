import { connect as connectTcp, type Socket } from 'node:net'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EmbeddedBroker } from '../../sync/broker/embedded-broker.ts'
import { chainSeed } from '../../sync/protocol/chain.ts'
import { encodeBatch } from '../../sync/protocol/envelope.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import { NotedLog, TestHq } from './kit/hq.ts'
import { until } from './kit/wait.ts'

describe('the embedded broker', () => {
  let broker: EmbeddedBroker
  let log: NotedLog
  const clients: MqttClient[] = []
  const sockets: Socket[] = []

  beforeEach(async () => {
    log = new NotedLog()
    broker = new EmbeddedBroker({
      port: 0,
      log,
      maxConnections: 6,
      maxPacketBytes: 10_000,
      timeoutMs: 300,
      authenticate: async (username, password) => {
        if (username === 'broken') throw new Error('no database')
        if (password !== 'secret') return undefined
        return username === '_hub' ? { kind: 'hub' } : { kind: 'site', site: username }
      },
    })
    await broker.start()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end(true)
    for (const socket of sockets.splice(0)) socket.destroy()
    await broker.stop()
  })

  async function client(username: string, options: IClientOptions = {}): Promise<MqttClient> {
    const made = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: username === '_hub' ? 'hub' : `evs-${username}`,
      username,
      password: 'secret',
      reconnectPeriod: 0,
      ...options,
    })
    clients.push(made)
    return made
  }

  async function listen(to: MqttClient, filter: string): Promise<string[]> {
    const heard: string[] = []
    to.on('message', (topic, payload) => heard.push(`${topic} ${String(payload)}`))
    await to.subscribeAsync(filter, { qos: 1 })
    return heard
  }

  it('carries messages up and down between a site and the hub', async () => {
    const hub = await client('_hub')
    const nord = await client('nord')
    const up = await listen(hub, 'evs/1/s/+/up/#')
    const down = await listen(nord, 'evs/1/s/nord/dn/#')
    await nord.publishAsync('evs/1/s/nord/up/tx', 'a', { qos: 1 })
    await hub.publishAsync('evs/1/s/nord/dn/ack', 'b', { qos: 1 })
    await until('both', () => up.length === 1 && down.length === 1)
    expect([...up, ...down]).toEqual(['evs/1/s/nord/up/tx a', 'evs/1/s/nord/dn/ack b'])
  })

  it('lets nobody in without the right credentials, nor a site under the client id of another', async () => {
    await expect(client('nord', { password: 'wrong' })).rejects.toMatchObject({ code: 4 })
    await expect(mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 })).rejects.toMatchObject({
      code: 4,
    })
    await expect(client('nord', { clientId: 'evs-sued' })).rejects.toMatchObject({ code: 4 })
    await expect(client('nord', { clientId: 'hub' })).rejects.toMatchObject({ code: 4 })
    await expect(client('broken')).rejects.toMatchObject({ code: 3 })
  })

  it.each([
    'evs/1/s/sued/up/tx',
    'evs/1/s/sued/state',
    'evs/1/s/nord/dn/ack',
    'evs/1/hub/state',
    'evs/1/b/x/head',
    'evs/1/quarantine',
    '$SYS/x',
    'anything',
  ])('brings a publish of a site to %s to nobody, counts it, and keeps the connection', async (topic) => {
    const hub = await client('_hub')
    const nord = await client('nord')
    const heard = await listen(hub, '#')
    await nord.publishAsync(topic, 'forged', { qos: 1, retain: true })
    await nord.publishAsync('evs/1/s/nord/up/tx', 'honest', { qos: 1 })
    await until('the honest one', () => heard.some((text) => text.endsWith('honest')))
    expect(heard.filter((text) => text.includes('forged'))).toEqual([])
    expect(broker.counters.refusedPublishes).toBe(1)
    expect(nord.connected).toBe(true)
    // nor does anybody who comes later find it
    const late = await listen(await client('_hub', { clientId: 'late' }), '#')
    await nord.publishAsync('evs/1/s/nord/up/tx', 'again', { qos: 1 })
    await until('the late one hears', () => late.some((text) => text.endsWith('again')))
    expect(late.filter((text) => text.includes('forged'))).toEqual([])
  })

  it('does not publish a last will to the topic of another', async () => {
    const hub = await client('_hub')
    const heard = await listen(hub, 'evs/1/s/+/state')
    const nord = await client('nord', {
      will: { topic: 'evs/1/s/sued/state', payload: Buffer.from('forged'), qos: 1, retain: true },
    })
    nord.stream.destroy()
    const sued = await client('sued', {
      will: { topic: 'evs/1/s/sued/state', payload: Buffer.from('honest'), qos: 1, retain: true },
    })
    sued.stream.destroy()
    await until('the honest will', () => heard.length > 0)
    expect(heard).toEqual(['evs/1/s/sued/state honest'])
  })

  it.each(['#', 'evs/1/s/+/up/#', 'evs/1/s/sued/dn/ack', 'evs/#', '$SYS/#', '$share/hub/evs/1/s/nord/dn/#'])(
    'grants a site no subscription to %s, and says so',
    async (filter) => {
      const nord = await client('nord')
      await expect(nord.subscribeAsync(filter, { qos: 1 })).rejects.toThrow()
      expect(broker.counters.refusedSubscriptions).toBe(1)
      expect(nord.connected).toBe(true)
    },
  )

  it('refuses shared subscriptions aloud instead of delivering nothing', async () => {
    const hub = await client('_hub')
    await expect(hub.subscribeAsync('$share/hub/evs/1/s/+/up/#', { qos: 1 })).rejects.toThrow()
    expect(log.has(/no shared subscriptions/)).toBe(true)
  })

  it('keeps states for whoever comes later, and nothing else', async () => {
    const nord = await client('nord')
    await nord.publishAsync('evs/1/s/nord/state', 'on', { qos: 1, retain: true })
    await nord.publishAsync('evs/1/s/nord/up/tx', 'batch', { qos: 1, retain: true })
    const heard = await listen(await client('_hub'), 'evs/1/s/+/#')
    await until('the state', () => heard.length > 0)
    await nord.publishAsync('evs/1/s/nord/up/cur', 'end', { qos: 1 })
    await until('the end', () => heard.some((text) => text.endsWith('end')))
    expect(heard).toEqual(['evs/1/s/nord/state on', 'evs/1/s/nord/up/cur end'])
  })

  it('keeps no session for whoever goes away, even when asked to', async () => {
    const nord = await client('nord', { clean: false })
    await nord.subscribeAsync('evs/1/s/nord/dn/#', { qos: 1 })
    await nord.endAsync()
    const hub = await client('_hub')
    await hub.publishAsync('evs/1/s/nord/dn/ack', 'while away', { qos: 1 })
    const heard: string[] = []
    const again = await client('nord', { clean: false })
    again.on('message', (_, payload) => heard.push(String(payload)))
    await again.subscribeAsync('evs/1/s/nord/dn/#', { qos: 1 })
    await hub.publishAsync('evs/1/s/nord/dn/ack', 'back', { qos: 1 })
    await until('back', () => heard.includes('back'))
    expect(heard).toEqual(['back'])
  })

  it('ends a connection that announces a packet of more than the limit, before it comes', async () => {
    const nord = await client('nord')
    const closed = new Promise<void>((resolve) => nord.once('close', () => resolve()))
    nord.publish('evs/1/s/nord/up/tx', Buffer.alloc(20_000), { qos: 1 })
    await closed
    // and a packet of nearly the limit goes through, in whatever pieces it comes
    const heard = await listen(await client('_hub'), 'evs/1/s/+/up/#')
    await (await client('nord')).publishAsync('evs/1/s/nord/up/tx', 'x'.repeat(9_000), { qos: 1 })
    await until('it came', () => heard.length === 1)
  })

  it('ends connections that say nothing, and takes only so many', async () => {
    const silent = connectTcp(broker.port, '127.0.0.1')
    sockets.push(silent)
    await new Promise((resolve) => silent.once('close', resolve).resume())
    const many = Array.from({ length: 10 }, () =>
      connectTcp(broker.port, '127.0.0.1')
        .on('error', () => {})
        .resume(),
    )
    sockets.push(...many)
    await until('some refused', () => broker.counters.refusedConnections === 4)
  })

  it('says what to do when its port is taken', async () => {
    const second = new EmbeddedBroker({ port: broker.port, log, authenticate: async () => undefined })
    await expect(second.start()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('choose another port'),
    })
  })

  it('stops with connections open, and can start again', async () => {
    const nord = await client('nord')
    const closed = new Promise<void>((resolve) => nord.once('close', () => resolve()))
    await broker.stop()
    await closed
    expect(broker.port).toBe(0)
    await broker.start()
    await client('nord')
  })
})

describe('a site that pretends to be another', () => {
  let hq: TestHq
  beforeEach(async () => {
    hq = await new TestHq().start()
  })
  afterEach(() => hq.stop())

  it('changes nothing of the other, whether in the topic or in the payload', async () => {
    await hq.addSite('Nord', 'nord')
    const evil = await hq.client(await hq.addSite('Evil', 'evil'))
    const answers: string[] = []
    evil.on('message', (topic, payload) => answers.push(`${topic} ${String(payload)}`))
    await evil.subscribeAsync('evs/1/s/evil/dn/#', { qos: 1 })
    const hello = (site: string) => ({
      v: { min: 1, max: 1 },
      sv: 1,
      boot: 'a',
      conn: 'a',
      hello: 'a',
      at: 1,
      name: '',
      software: '',
      lanes: [{ lane: 'tx', epoch: 1, acked: 0, chain: chainSeed(site, 'tx', 1), head: 0 }],
      buckets: [],
    })
    const row = { q: 1, e: 'tx', k: 'k', o: 'put' as const, h: tick(undefined, 1, 'a'), b: 0, f: {} }
    const batch = {
      v: 1,
      sv: 1,
      lane: 'tx' as const,
      epoch: 1,
      first: 1,
      last: 1,
      prev: chainSeed('nord', 'tx', 1),
      rows: [row],
    }
    await evil.publishAsync('evs/1/s/nord/up/hello', JSON.stringify(hello('nord')), { qos: 1 })
    await evil.publishAsync('evs/1/s/nord/up/tx', encodeBatch({ ...batch, site: 'nord' }), { qos: 1 })
    // on its own topic, but with the name of the other inside
    await evil.publishAsync('evs/1/s/evil/up/hello', JSON.stringify(hello('evil')), { qos: 1 })
    await evil.publishAsync('evs/1/s/evil/up/tx', encodeBatch({ ...batch, site: 'nord' }), { qos: 1 })
    await until('the answers', () => answers.some((text) => text.includes('undecodable')))
    expect(hq.query('select site_id from lane')).toEqual([{ site_id: 'evil' }])
    expect(hq.query('select online from site where id = ?', 'nord')).toEqual([{ online: 0 }])
    expect(await hq.store.deadRows(5)).toEqual([])
    expect(hq.broker?.counters.refusedPublishes).toBe(2)
  })

  it('gets an answer to whatever it sends, and ends nothing for others', async () => {
    const odd = await hq.client(await hq.addSite('Odd', 'odd'))
    const answers: string[] = []
    odd.on('message', (topic, payload) => answers.push(`${topic} ${String(payload)}`))
    await odd.subscribeAsync('evs/1/s/odd/dn/#', { qos: 1 })
    for (const channel of ['hello', 'tx', 'acct', 'req', 'cur', 'nonsense', 'tx/deep']) {
      for (const payload of ['', '{', '[]', '{}', 'null', '\u001f\u008b', '{"v":1}']) {
        await odd.publishAsync(`evs/1/s/odd/up/${channel}`, payload, { qos: 1 })
      }
    }
    await odd.publishAsync('evs/1/s/odd/state', '{"v":1}', { qos: 1 })
    await until('answers', () => answers.filter((text) => text.includes('undecodable')).length === 14)
    expect(answers.filter((text) => text.includes('refused'))).toHaveLength(7)
    const batch = {
      v: 1,
      sv: 1,
      site: 'odd',
      lane: 'tx' as const,
      epoch: 4,
      first: 3,
      last: 3,
      prev: chainSeed('odd', 'tx', 4),
    }
    const row = { q: 3, e: 'tx', k: 'k', o: 'put' as const, h: tick(undefined, 1, 'a'), b: 0, f: {} }
    await odd.publishAsync('evs/1/s/odd/up/tx', encodeBatch({ ...batch, rows: [row] }), { qos: 1 })
    await until('asked who it is', () => answers.some((text) => text.includes('sayHello')))
  })
})
