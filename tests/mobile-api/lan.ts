import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { expect } from 'vitest'
import { LanApi, type LanApiOptions } from '../../mobile-api/lan-api.ts'
import { problemCodesOf } from '../../mobile-api/openapi.ts'
import { type Problem, problemSchema } from '../../mobile-api/problem.ts'
import type { Route } from '../../mobile-api/route.ts'
import { routes } from '../../mobile-api/routes.ts'
import type { Facts, Log } from '../../src/site/log.ts'
import type { permissionPresets, StationActor } from '../../src/site/permissions.ts'
import type { UserView } from '../../src/site/users/user.ts'
import { FakeChargers } from '../kit/charger.ts'
import { ManualClock } from '../kit/clock.ts'
import { adminCredentials, adoptStation, openTestSite, system, type TestSite } from '../kit/site.ts'

export interface Tokens {
  accessToken: string
  refreshToken: string
  expiresIn: number
}

export interface Asked {
  token?: string
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  raw?: string
  headers?: Record<string, string>
}

export interface Answer<T> {
  status: number
  headers: Headers
  body: T
  text: string
}

/** A real LAN API on a real site; every answer is held against what the API promises. */
export class Lan {
  readonly test: TestSite
  readonly clock: ManualClock
  readonly chargers = new FakeChargers()
  readonly api: LanApi
  /** Everything that was logged, and everything that was answered. */
  readonly logged: string[] = []
  readonly answered: string[] = []
  #url = ''

  constructor(test: TestSite, clock: ManualClock, options: Partial<LanApiOptions>) {
    this.test = test
    this.clock = clock
    test.site.attachChargers(this.chargers)
    this.api = new LanApi({
      site: test.site,
      clock,
      log: noting(this.logged),
      host: '127.0.0.1',
      port: 0,
      version: '9.9.9',
      ...options,
    })
  }

  get url() {
    return this.#url
  }

  async start() {
    const { port } = await this.api.start()
    this.#url = `http://127.0.0.1:${port}`
  }

  async close() {
    await this.api.stop()
    this.test.close()
  }

  // biome-ignore lint/suspicious/noExplicitAny: what comes is held against its schema, and each test knows what it asked
  async ask<T = any>(method: string, path: string, { token, body, raw, headers }: Asked = {}): Promise<Answer<T>> {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(sent !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
      signal: AbortSignal.timeout(10_000),
    })
    const text = await response.text()
    this.answered.push(text)
    expect(response.headers.get('X-Request-Id')).toBeTruthy()
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    const json = text === '' ? undefined : JSON.parse(text)
    const route = routeOf(method, path)
    if (response.ok && route?.kind === 'json') keepsItsPromise(route, response, json)
    if (!response.ok) isProblem(route, response, json)
    return { status: response.status, headers: response.headers, body: json, text }
  }

  async login(credentials = adminCredentials): Promise<Tokens> {
    const { status, body } = await this.ask<Tokens>('POST', '/v1/auth/login', { body: credentials })
    expect(status).toBe(200)
    return body
  }

  /** A user with a sign-in. */
  async user(
    preset: keyof typeof permissionPresets,
    options: { email?: string; accountId?: string } = {},
  ): Promise<UserView & Tokens & { password: string }> {
    const email = options.email ?? `${preset}@site.example`
    const password = `pw of ${email}`
    const view = await this.test.site.execute(system, 'users.create', {
      email,
      password,
      preset,
      fullName: `A ${preset}`,
      accountId: options.accountId ?? this.test.accountId,
    })
    return { ...view, ...(await this.login({ email, password })), password }
  }

  /** Another tenant of the same site. */
  otherAccount(): string {
    const id = randomUUID()
    this.sql((db) =>
      db.prepare('insert into account (id, name, enabled, created_at) values (?, ?, 1, ?)').run(id, 'Others', 1),
    )
    return id
  }

  /** What no use case does yet, behind the back of the site. */
  sql<T>(work: (db: BetterSqlite3.Database) => T): T {
    const db = new BetterSqlite3(join(this.test.folder, 'site.sqlite'))
    try {
      return work(db)
    } finally {
      db.close()
    }
  }

  /** A station with one connector that is online and available. */
  async station(id = 'BOX-1'): Promise<{ box: StationActor; connectorId: number }> {
    const box = await adoptStation(this.test, id)
    await this.test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await this.test.site.execute(box, 'stations.reportStatus', {
      evseNo: 1,
      connectorNo: 1,
      rawStatus: 'Available',
      errorCode: 'NoError',
      vendorErrorCode: null,
      info: null,
      at: this.clock.now(),
    })
    const station = await this.test.site.execute(this.test.admin, 'stations.get', { id })
    const connectorId = station.connectors[0]?.id
    if (connectorId === undefined) throw new Error('the station has no connector')
    return { box, connectorId }
  }

  begin(box: StationActor, idTag: string) {
    return this.test.site.execute(box, 'transactions.begin', {
      evseNo: 1,
      idTag,
      meterStartWh: 1000,
      at: this.clock.now(),
    })
  }

  meter(box: StationActor, energyWh: number, powerW: number) {
    return this.test.site.execute(box, 'connectors.recordReadings', {
      evseNo: 1,
      connectorNo: 1,
      ocppTransactionId: null,
      payload: '{}',
      samples: [
        {
          at: this.clock.now(),
          context: 'periodic',
          energyWh,
          powerW,
          soc: 40,
          detail: { currentA: [16, 16, 16], other: { 'Temperature/Body': '31 Celsius' }, signed: ['OCMF|{}|{}'] },
        },
      ],
    })
  }

  end(box: StationActor, transactionId: number, meterStopWh: number) {
    return this.test.site.execute(box, 'transactions.end', {
      transactionId,
      idTag: null,
      meterStopWh,
      at: this.clock.now(),
      reason: 'Local',
      samples: [],
      payload: '{}',
    })
  }
}

export async function openLan(options: Partial<LanApiOptions> & { setUp?: boolean } = {}): Promise<Lan> {
  const { setUp = true, ...rest } = options
  // past the machine's own time, so that nothing works by that one unnoticed
  const clock = new ManualClock(Date.UTC(2040, 2, 1, 12))
  const lan = new Lan(await openTestSite({ clock, setUp }), clock, rest)
  await lan.start()
  return lan
}

export function problem(answer: Answer<unknown>): Problem {
  return answer.body as Problem
}

export function routeOf(method: string, path: string): Route | undefined {
  const pathname = path.split('?')[0] ?? ''
  return routes.find(
    (route) =>
      route.method === method.toLowerCase() &&
      new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  )
}

function keepsItsPromise(route: Extract<Route, { kind: 'json' }>, response: Response, json: unknown) {
  const { answer } = route
  expect(response.status).toBe(answer.status)
  expect(response.headers.has('Location')).toBe(answer.location)
  if (!answer.schema) return expect(json).toBeUndefined()
  expect(response.headers.get('Content-Type')).toBe('application/json; charset=utf-8')
  const checked = answer.schema.safeParse(json)
  expect(checked.error?.issues, `${route.operationId} answers as declared`).toBeUndefined()
}

function isProblem(route: Route | undefined, response: Response, json: unknown) {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8')
  const checked = problemSchema.parse(json)
  expect(checked.status).toBe(response.status)
  expect(checked.type).toBe(`urn:chargeyard:problem:${checked.code}`)
  expect(checked.instance).toBe(`urn:chargeyard:request:${response.headers.get('X-Request-Id')}`)
  if (route) expect(problemCodesOf(route), `${route.operationId} declares its problems`).toContain(checked.code)
}

function noting(lines: string[], bound: Facts = {}): Log {
  const note = (level: string) => (message: string, facts?: Facts) => {
    lines.push(JSON.stringify({ level, message, ...bound, ...facts }))
  }
  return {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    child: (facts) => noting(lines, { ...bound, ...facts }),
  }
}
