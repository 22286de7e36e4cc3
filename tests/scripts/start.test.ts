import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Checkout } from './checkout.ts'

let checkout: Checkout
beforeEach(() => {
  checkout = new Checkout()
})
afterEach(() => checkout.remove())

const noDisplay = { DISPLAY: '', WAYLAND_DISPLAY: '', CHARGEYARD_HEADLESS: '' }
const line = 'There is no display: the controller runs headless, with the desk in the browser.\n'

describe.skipIf(process.platform !== 'linux')('npm start without a display', () => {
  test('makes everything ready, says why it is headless, and hands over the options', async () => {
    checkout.prepared('console.log("runs", ...process.argv.slice(2))')
    const { code, output } = await checkout.node(['scripts/start.mjs', '--data', '/srv/my yard'], noDisplay)
    expect(code).toBe(0)
    expect(output).toBe(
      `Generating the OCPP messages from their schemas…\nBuilding (first start only)…\n${line}runs --data /srv/my yard\n`,
    )
  })

  test('makes nothing again the second time', async () => {
    checkout.prepared('console.log("runs")')
    await checkout.node(['scripts/start.mjs'], noDisplay)
    const { output } = await checkout.node(['scripts/start.mjs'], noDisplay)
    expect(output).toBe(`${line}runs\n`)
    expect(checkout.runs()).toEqual(['electron-vite build'])
  })

  test('says nothing of its own with --help', async () => {
    checkout.prepared('console.log("Usage: chargeyard")')
    await checkout.node(['scripts/start.mjs', '--help'], noDisplay)
    expect((await checkout.node(['scripts/start.mjs', '--help'], noDisplay)).output).toBe('Usage: chargeyard\n')
  })

  test("ends with the controller's exit code", async () => {
    checkout.prepared('console.error("Port 8080 is taken."); process.exit(3)')
    expect(await checkout.node(['scripts/start.mjs', '--headless'], noDisplay)).toMatchObject({
      code: 3,
      output: expect.stringMatching(/Port 8080 is taken\.\n$/),
    })
  })
})

describe('npm run for a tool', () => {
  test('runs its TypeScript source with the options and gives its exit code, without a build', async () => {
    checkout.prepared()
    checkout.write(
      'sync/hub/cli.ts',
      'const all: string[] = process.argv.slice(2)\nconsole.log(all.join("|"))\nprocess.exit(5)',
    )
    const { code, output } = await checkout.node(['scripts/tool.mjs', 'hub', '--store', 'sqlite:hq.db'])
    expect({ code, last: output.split('\n').at(-2) }).toEqual({ code: 5, last: '--store|sqlite:hq.db' })
    expect(checkout.runs()).toEqual([])
  })

  test('builds first where the tool serves the desk', async () => {
    checkout.prepared()
    checkout.write('tests/demo/demo.ts', '')
    expect((await checkout.node(['scripts/tool.mjs', 'demo'])).code).toBe(0)
    expect(checkout.runs()).toEqual(['electron-vite build'])
  })

  test.each(['', 'walbox', 'toString'])('names the tools when it gets %j', async (name) => {
    const { code, output } = await checkout.node(['scripts/tool.mjs', name])
    expect(code).toBe(1)
    expect(output).toBe(`There is no tool "${name}": it is one of wallbox, hub, site, demo, bench.\n`)
  })
})
