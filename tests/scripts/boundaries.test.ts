import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'chargeyard-boundaries-'))
  copyFileSync(join(root, 'package.json'), join(project, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

/** Writes the files and returns what the rules say of them: "rule: importing file". */
function violations(files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))]
  const config = join(root, '.dependency-cruiser.cjs')
  const args = [cruiser, ...folders, '--config', config, '--no-cache', '--output-type', 'json']
  let report: string
  try {
    report = execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', maxBuffer: 64 << 20 })
  } catch (error) {
    report = (error as { stdout: string }).stdout
  }
  const { summary } = JSON.parse(report) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] }
  }
  expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(files).length)
  return [...new Set(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort()
}

const nouns = { 'src/site/api.ts': 'export const api = 1\nexport type Api = typeof api\n' }
const value = (path: string) => `import { api } from '${path}'\nexport const used = api\n`
const type = (path: string) => `import type { Api } from '${path}'\nexport type Used = Api\n`

describe('the boundaries', () => {
  test('let each door use the site, and the hosts use everything', () => {
    expect(
      violations({
        ...nouns,
        'src/site/tags/tag.store.ts': `import { eq } from 'drizzle-orm'\nexport const store = eq\n`,
        'src/site/db/open.ts': `import Database from 'better-sqlite3'\nexport const open = Database\n`,
        'src/ocpp/server.ts': `import { WebSocketServer } from 'ws'\n${value('../site/api.ts')}export const server = WebSocketServer\n`,
        'mobile-api/routes.ts': `import express from 'express'\n${value('../src/site/api.ts')}export const app = express\n`,
        'sync/protocol/envelope.ts': 'export const api = 1\n',
        'sync/site/uplink.ts': `import { api as envelope } from '../protocol/envelope.ts'\n${value('../../src/site/api.ts')}export const sent = envelope\n`,
        'sync/hub/worker.ts': value('../protocol/envelope.ts'),
        'src/main/desk/server.ts': value('../../site/api.ts'),
        'src/main/site-controller.ts': `import { used } from '../ocpp/server.ts'\nimport { used as sent } from '../../sync/site/uplink.ts'\nexport const all = [used, sent]\n`,
        'src/renderer/desk/client.ts': type('../../site/api.ts'),
      }),
    ).toEqual([])
  })

  test('keep the site from knowing any door, and doors from knowing each other', () => {
    expect(
      violations({
        ...nouns,
        'src/ocpp/server.ts': value('../../mobile-api/routes.ts'),
        'mobile-api/routes.ts': `export const api = 1\n`,
        'src/site/tags/tag.ts': value('../../ocpp/frame.ts'),
        'src/ocpp/frame.ts': 'export const api = 1\n',
        'sync/hub/worker.ts': value('../../src/site/api.ts'),
        'sync/site/uplink.ts': value('../hub/store.ts'),
        'sync/hub/store.ts': 'export const api = 1\n',
        'src/main/desk/server.ts': value('../../../mobile-api/routes.ts'),
        'sync/protocol/envelope.ts': type('../../src/site/api.ts'),
      }),
    ).toEqual([
      'desk-knows-only-the-site: src/main/desk/server.ts',
      'hub-knows-only-the-protocol: sync/hub/worker.ts',
      'ocpp-knows-only-the-site: src/ocpp/server.ts',
      'site-knows-no-door: src/site/tags/tag.ts',
      'site-sync-knows-the-site-and-the-protocol: sync/site/uplink.ts',
      'sync-protocol-stands-alone: sync/protocol/envelope.ts',
    ])
  })

  test('let the renderer take types of the site, but no code', () => {
    expect(
      violations({
        ...nouns,
        'src/renderer/desk/types.ts': type('../../site/api.ts'),
        'src/renderer/desk/code.ts': value('../../site/api.ts'),
        'src/renderer/driver/other-app.ts': `import type { Used } from '../desk/types.ts'\nexport type Mine = Used\n`,
      }),
    ).toEqual([
      'desk-and-driver-app-share-only-ui: src/renderer/driver/other-app.ts',
      'renderer-takes-types-only: src/renderer/desk/code.ts',
    ])
  })

  test('keep each package where it belongs', () => {
    const use = (name: string) => `import * as it from '${name}'\nexport const used = it\n`
    expect(
      violations({
        'src/site/tags/tag.ts': use('drizzle-orm'),
        'src/site/tags/tag.store.ts': use('better-sqlite3'),
        'src/main/headless.ts': use('electron'),
        'src/main/desk/live.ts': use('ws'),
        'src/ocpp/server.ts': use('mqtt'),
        'mobile-api/broker.ts': use('aedes'),
        'src/ocpp/http.ts': use('express'),
        'src/site/view.ts': use('react'),
        'src/main/theme.ts': use('@mantine/core'),
      }).filter((violation) => violation.includes('-only-where-it-belongs')),
    ).toEqual([
      '@mantine-only-where-it-belongs: src/main/theme.ts',
      'aedes-only-where-it-belongs: mobile-api/broker.ts',
      'better-sqlite3-only-where-it-belongs: src/site/tags/tag.store.ts',
      'drizzle-orm-only-where-it-belongs: src/site/tags/tag.ts',
      'electron-only-where-it-belongs: src/main/headless.ts',
      'express-only-where-it-belongs: src/ocpp/http.ts',
      'mqtt-only-where-it-belongs: src/ocpp/server.ts',
      'react-only-where-it-belongs: src/site/view.ts',
      'ws-only-where-it-belongs: src/main/desk/live.ts',
    ])
  })

  test('keep tests, development packages, cycles and missing files out of the product', () => {
    expect(
      violations({
        'tests/kit/clock.ts': 'export const api = 1\n',
        'src/site/clock.ts': value('../../tests/kit/clock.ts'),
        'src/main/check.ts': `import fc from 'fast-check'\nexport const used = fc\n`,
        'src/ocpp/one.ts': `import { two } from './two.ts'\nexport const one = () => two\n`,
        'src/ocpp/two.ts': `import { one } from './one.ts'\nexport const two = () => one\n`,
        'src/main/gone.ts': value('./no-such-file.ts'),
      }),
    ).toEqual([
      'controller-needs-no-development-package: src/main/check.ts',
      'every-import-is-found: src/main/gone.ts',
      'no-cycle: src/ocpp/one.ts',
      'product-never-imports-tests: src/site/clock.ts',
      'site-knows-no-door: src/site/clock.ts',
    ])
  })

  test('allow types to point at each other', () => {
    expect(
      violations({
        'src/site/one.ts': `import type { Two } from './two.ts'\nexport type One = { two: Two }\n`,
        'src/site/two.ts': `import type { One } from './one.ts'\nexport type Two = { one: One | null }\n`,
      }),
    ).toEqual([])
  })
})
