import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ocpp16 } from './wallbox/v16/dialect.ts'
import { ocpp201 } from './wallbox/v201/dialect.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** All text of the wallbox's own code for a version, and of the tests. */
const codeOf = (path: string) =>
  readdirSync(`${folder}${path}`)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${folder}${path}/${name}`, 'utf8'))
    .join('\n')

const shared = codeOf('wallbox/security')
const tests = readdirSync(folder)
  .filter((name) => /^wallbox-.*\.test\.ts$/.test(name) && name !== 'wallbox-coverage.test.ts')
  .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
  .join('\n')

describe.each([
  { dialect: ocpp16, path: 'wallbox/v16', count: 39 },
  { dialect: ocpp201, path: 'wallbox/v201', count: 64 },
])('the wallbox of $dialect.protocol', ({ dialect, path, count }) => {
  const actions = Object.keys(dialect.schemas).flatMap((name) => /^(.+)Request$/.exec(name)?.[1] ?? [])

  it('answers or sends every message of its version', () => {
    const code = codeOf(path) + shared
    const sent = (action: string) => new RegExp(`(action: |call(16|201)\\(\\s*box,\\s*)'${action}'`).test(code)
    expect(actions).toHaveLength(count)
    expect(actions.filter((each) => !dialect.behaviours[each] && !sent(each))).toEqual([])
  })

  it('has each of them in a test', () => {
    expect(actions.filter((each) => !tests.includes(`'${each}'`) && !tests.includes(`.${each} =`))).toEqual([])
  })
})
