import { afterEach, describe, expect, it } from 'vitest'
import { emqxConfig, mosquittoConfig } from '../../sync/hub/broker-config.ts'
import { type HubHealth, HubMetrics } from '../../sync/hub/metrics.ts'
import type { SiteSummary } from '../../sync/hub/store.ts'
import { NotedLog } from './kit/hq.ts'

const site = (changes: Partial<SiteSummary>): SiteSummary => ({
  id: 'nord',
  name: 'Nord',
  online: true,
  seenAt: 1,
  software: null,
  sessions: 3,
  dead: 2,
  accounts: [{ id: 'a', name: 'A', granted: true, cursor: 3, head: 5 }],
  lanes: [],
  quarantined: null,
  ...changes,
})

describe('the figures of a hub worker', () => {
  let metrics: HubMetrics | undefined
  let health: HubHealth = { connected: true, lastError: null, storeFailing: false }
  afterEach(() => metrics?.stop())

  async function start(sites: () => Promise<SiteSummary[]>) {
    metrics = new HubMetrics({ host: '127.0.0.1', port: 0, sites, health: () => health, log: new NotedLog() })
    await metrics.start()
    return (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${metrics?.port}${path}`, init)
  }

  it('are there for Prometheus', async () => {
    const get = await start(async () => [site({}), site({ id: 'sued', online: false, quarantined: 'copy', dead: 1 })])
    metrics?.committed(500, 12)
    metrics?.committed(1, 2)
    metrics?.failed()
    const response = await get('/metrics')
    const text = await response.text()
    expect(response.headers.get('content-type')).toContain('text/plain')
    for (const line of [
      'hub_rows_total 501',
      'hub_commit_seconds_count 2',
      'hub_commits_failed_total 1',
      'hub_broker_connected 1',
      'hub_sites 2',
      'hub_sites_online 1',
      'hub_sites_quarantined 1',
      'hub_dead_rows 3',
      'hub_decisions_behind 4',
    ])
      expect(text.split('\n')).toContain(line)
  })

  it('say that the database is away when it is, and go on', async () => {
    const get = await start(() => Promise.reject(new Error('away')))
    expect(await (await get('/metrics')).text()).toContain('hub_database_failing 1')
  })

  it('ask the database no more often than is good for it', async () => {
    let asked = 0
    const get = await start(async () => {
      asked++
      return []
    })
    for (let i = 0; i < 5; i++) await get('/metrics')
    expect(asked).toBe(1)
  })

  it('tell whoever watches whether the worker can work', async () => {
    const get = await start(async () => [])
    expect((await get('/health')).status).toBe(200)
    health = { connected: false, lastError: 'Nothing answers.', storeFailing: false }
    const ill = await get('/health')
    expect(ill.status).toBe(503)
    expect(await ill.json()).toEqual({ ok: false, broker: false, database: true, reason: 'Nothing answers.' })
    health = { connected: true, lastError: null, storeFailing: true }
    expect((await get('/health')).status).toBe(503)
    health = { connected: true, lastError: null, storeFailing: false }
  })

  it('are nothing else, and changed by nobody', async () => {
    const get = await start(async () => [])
    expect((await get('/')).status).toBe(404)
    expect((await get('/metrics', { method: 'POST' })).status).toBe(405)
  })

  it('say when their port is taken', async () => {
    await start(async () => [])
    const second = new HubMetrics({
      host: '127.0.0.1',
      port: metrics?.port ?? 0,
      sites: async () => [],
      health: () => health,
      log: new NotedLog(),
    })
    await expect(second.start()).rejects.toMatchObject({ code: 'refused' })
  })
})

describe('the generated configuration of a broker', () => {
  it('lets a site use its own topics only, by the name it signs in with', () => {
    const { files } = mosquittoConfig({ port: 8883, hubUser: 'hub', folder: '/etc/x', tls: true })
    const [conf, acl] = files
    expect(acl?.content.split('\n').filter((line) => line.startsWith('pattern'))).toEqual([
      'pattern write evs/1/s/%u/up/#',
      'pattern write evs/1/s/%u/state',
      'pattern read evs/1/s/%u/dn/#',
      'pattern read evs/1/hub/state',
      'pattern read evs/1/b/+/head',
    ])
    expect(conf?.content).toContain('certfile /etc/x/server.crt')
    expect(conf?.content).toContain('allow_anonymous false')
  })

  it('for EMQX says the same, and denies the rest', () => {
    const [acl, conf] = emqxConfig({ hubUser: 'hub' }).files
    expect(acl?.content).toContain(
      '{allow, all, publish, ["evs/1/s/' + '$' + '{username}/up/#", "evs/1/s/' + '$' + '{username}/state"]}.',
    )
    expect(acl?.content.trim().endsWith('{deny, all}.')).toBe(true)
    expect(conf?.content).toContain('deny_action = ignore')
    expect(() => emqxConfig({ hubUser: 'a"}' })).toThrow(/user name/)
  })
})
