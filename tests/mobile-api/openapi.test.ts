import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemCodesOf } from '../../mobile-api/openapi.ts'
import { statusOf } from '../../mobile-api/problem.ts'
import { routes } from '../../mobile-api/routes.ts'
import { api } from '../../src/site/api.ts'
import { type Lan, openLan } from './lan.ts'

interface Operation {
  operationId: string
  description: string
  security: Record<string, string[]>[]
  parameters?: { in: string; name: string; required?: boolean; schema: object; example?: unknown }[]
  requestBody?: { required: boolean; content: Record<string, { schema: object; example: unknown }> }
  responses: Record<
    string,
    {
      description: string
      headers: Record<string, unknown>
      content?: Record<string, { schema: object; example?: unknown; examples?: Record<string, { value: unknown }> }>
      'x-events'?: Record<string, { description: string; schema?: { $ref: string } }>
    }
  >
}

interface Document {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
  tags: { name: string }[]
}

describe('the OpenAPI document', () => {
  let lan: Lan
  let document: Document
  beforeAll(async () => {
    lan = await openLan()
    document = (await lan.ask<Document>('GET', '/openapi.json')).body
  })
  afterAll(() => lan.close())

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    )
  const operationOf = (method: string, path: string) => {
    const operation = document.paths[path]?.[method]
    if (!operation) throw new Error(`${method} ${path} is not in the document`)
    return operation
  }

  it('is one of 3.1 with the version of the controller', () => {
    expect(document).toMatchObject({ openapi: '3.1.1', info: { title: 'Chargeyard LAN API', version: '9.9.9' } })
  })

  it('has every route, and nothing else', () => {
    const documented = operations().map(({ method, path }) => `${method} ${path}`)
    expect(documented.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted())
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('describes operations that exist: none is answered with 404 RouteNotFound or 405', async () => {
    for (const { method, path } of operations()) {
      const answer = await fetch(lan.url + path.replaceAll(/\{\w+\}/g, '1'), { method: method.toUpperCase() })
      const text = await answer.text()
      expect(text, `${method} ${path}`).not.toMatch(/RouteNotFound|MethodNotAllowed/)
    }
  })

  it('says who may call what, as the use cases have it', () => {
    for (const route of routes) {
      const { security, description } = operationOf(route.method, route.path)
      const needs = route.kind === 'json' ? api[route.useCase].needs : 'signed-in'
      if (needs === 'anyone') expect(security, route.path).toEqual([])
      else expect(security, route.path).toContainEqual({ accessToken: [] })
      if (!['anyone', 'signed-in'].includes(needs)) expect(description).toContain(`\`${needs}\``)
    }
    expect(operationOf('get', '/v1/live').security).toContainEqual({ accessTokenInQuery: [] })
    expect(Object.keys(document.components.securitySchemes)).toEqual(['accessToken', 'accessTokenInQuery'])
  })

  it('names each parameter of a path, and describes numbers and instants as such', () => {
    for (const { path, operation } of operations()) {
      const inPath = operation.parameters?.filter((one) => one.in === 'path') ?? []
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
      expect(inPath.every(({ required }) => required)).toBe(true)
    }
    const parameters = operationOf('get', '/v1/transactions').parameters ?? []
    const schemaOf = (name: string) => parameters.find((one) => one.name === name)?.schema
    expect(schemaOf('limit')).toMatchObject({ type: 'integer', minimum: 1, maximum: 500 })
    expect(schemaOf('from')).toMatchObject({ type: 'string', format: 'date-time' })
    expect(JSON.stringify(document)).not.toContain('9007199254740991')
  })

  it('lists all problems of each route by their status', () => {
    for (const route of routes) {
      const { responses } = operationOf(route.method, route.path)
      for (const code of problemCodesOf(route)) {
        const media = responses[`${statusOf(code)}`]?.content?.['application/problem+json']
        expect(media?.examples?.[code]?.value, `${route.path} ${code}`).toMatchObject({ code })
        expect(media?.schema).toEqual({ $ref: '#/components/schemas/Problem' })
      }
    }
    expect(operationOf('post', '/v1/connectors/{id}/start').responses['503']?.description).toContain('StationOffline')
    expect(operationOf('post', '/v1/auth/login').responses['429']?.headers).toHaveProperty('Retry-After')
  })

  it('says of each event of the stream what it carries', () => {
    const events = operationOf('get', '/v1/live').responses['200']?.['x-events'] ?? {}
    const names = new Set(Object.keys(document.components.schemas))
    expect(events.snapshot?.schema).toEqual({ $ref: '#/components/schemas/LiveSnapshot' })
    expect(events['connector.changed']?.schema).toEqual({ $ref: '#/components/schemas/Connector' })
    for (const { schema } of Object.values(events))
      if (schema) expect(names).toContain(schema.$ref.replace('#/components/schemas/', ''))
  })

  it('has schemas that compile, and examples that fit them', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    addFormats(ajv)
    ajv.addSchema({ $id: 'doc', ...document })
    let examples = 0
    const fits = (schema: object, example: unknown, what: string) => {
      const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/'))
      const check = ajv.compile(local)
      check(example)
      expect(check.errors, what).toBeNull()
      examples += 1
    }
    for (const { path, operation } of operations()) {
      for (const { schema, example } of Object.values(operation.requestBody?.content ?? {})) fits(schema, example, path)
      for (const parameter of operation.parameters ?? [])
        if (parameter.example !== undefined) fits(parameter.schema, parameter.example, `${path} ${parameter.name}`)
      for (const [status, { content }] of Object.entries(operation.responses))
        for (const { schema, example, examples: several } of Object.values(content ?? {}))
          for (const one of several ? Object.values(several).map(({ value }) => value) : [example])
            fits(schema, one, `${path} ${status}`)
    }
    expect(examples).toBeGreaterThan(100)
  })

  it('lets answers grow, and requests have nothing beside what is known', () => {
    expect(document.components.schemas.Station).not.toHaveProperty('additionalProperties')
    const body = operationOf('post', '/v1/tags').requestBody?.content['application/json']
    expect(body?.schema).toMatchObject({ additionalProperties: false })
  })

  it('is closed: no reference leads nowhere', () => {
    for (const [, ref] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = ref
        ?.slice(2)
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document)
      expect(found, ref).toBeDefined()
    }
  })

  it('uses no tag that it does not explain', () => {
    const explained = new Set(document.tags.map(({ name }) => name))
    expect(new Set(routes.map(({ tag }) => tag))).toEqual(explained)
  })

  it('has a page that shows it, from this controller alone', async () => {
    const page = await fetch(`${lan.url}/docs`)
    expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    const html = await page.text()
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')
    expect(links).toHaveLength(4)
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//)
      const file = await fetch(lan.url + link)
      expect(file.status, link).toBe(200)
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(50)
    }
    const policy = page.headers.get('Content-Security-Policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toMatch(/upgrade-insecure|https?:/)
  })
})
