import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Checkout } from './checkout.ts'

let checkout: Checkout
beforeEach(() => {
  checkout = new Checkout()
  checkout.prepared()
  for (const name of ['check', 'pack-check']) checkout.write(`scripts/${name}.mjs`, '')
})
afterEach(() => checkout.remove())

const suites = (counts: Record<string, number>, files: unknown[] = []) =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: files,
    ...counts,
  })

/** The stand-in for vitest leaves this report and ends with this code. */
function vitest(report: string | undefined, code = 0) {
  const write = report === undefined ? '' : `writeFileSync(file, ${JSON.stringify(report)})`
  checkout.tool(
    'vitest',
    `const file = process.argv.find((option) => option.startsWith('--outputFile.json=')).split('=')[1]
${write}
process.exit(${code})`,
  )
}

const env = { CHARGEYARD_SKIP_E2E: '1', CHARGEYARD_SKIP_MOSQUITTO: '1' }

async function npmTest(...args: string[]) {
  const { code, output } = await checkout.node(['scripts/test.mjs', ...args], env)
  return { code, output, last: output.trimEnd().split('\n').at(-1) }
}

describe('npm test', () => {
  test('ends with the sum, in which the check and the package count as one each', async () => {
    vitest(suites({ numPassedTests: 40 }))
    expect(await npmTest()).toMatchObject({ code: 0, last: '42 passed, 0 failed' })
  })

  test('says what was left out and why', async () => {
    vitest(suites({ numPassedTests: 40 }))
    const { output } = await npmTest()
    expect(output).toContain('Left out: tests/e2e, because CHARGEYARD_SKIP_E2E is set')
    expect(output).toContain('Left out: tests/**/*.mosquitto.test.ts, because CHARGEYARD_SKIP_MOSQUITTO is set')
  })

  test('counts what was skipped', async () => {
    vitest(suites({ numPassedTests: 40, numPendingTests: 2, numTodoTests: 1 }))
    expect(await npmTest()).toMatchObject({ code: 0, last: '42 passed, 0 failed, 3 skipped' })
  })

  test('fails when a test failed', async () => {
    vitest(suites({ numPassedTests: 40, numFailedTests: 2 }), 1)
    expect(await npmTest()).toMatchObject({ code: 1, last: '42 passed, 2 failed' })
  })

  test('counts a file that could not be loaded as a failure', async () => {
    vitest(suites({ numPassedTests: 40 }, [{ status: 'failed', assertionResults: [] }]), 1)
    expect(await npmTest()).toMatchObject({ code: 1, last: '42 passed, 1 failed' })
  })

  test('fails when an error outside every test ended the run', async () => {
    vitest(suites({ numPassedTests: 40 }), 1)
    expect(await npmTest()).toMatchObject({ code: 1, last: '42 passed, 1 failed' })
  })

  test('fails when vitest left no report', async () => {
    vitest(undefined, 1)
    expect(await npmTest()).toMatchObject({ code: 1, last: '2 passed, 1 failed' })
  })

  test('fails, with a sum as ever, when the build fails', async () => {
    checkout.tool('electron-vite', "console.error('Unexpected token'); process.exit(1)")
    const { code, output, last } = await npmTest()
    expect({ code, last }).toEqual({ code: 1, last: '0 passed, 1 failed' })
    expect(output).toContain('Unexpected token')
    expect(checkout.runs()).toEqual(['electron-vite build'])
  })

  test('goes no further when it is told to end', async () => {
    checkout.tool('vitest', 'setTimeout(() => {}, 15000)')
    const { child, ended } = checkout.start(['scripts/test.mjs'], env)
    await vi.waitFor(() => expect(checkout.runs().at(-1)).toMatch(/^vitest/), { timeout: 10_000, interval: 20 })
    child.kill('SIGTERM')
    const { code, output } = await ended
    expect(code).toBe(143)
    expect(output).not.toContain('— package —')
  })

  test('fails when no test ran', async () => {
    vitest(suites({}))
    const { code, output } = await npmTest()
    expect(code).toBe(1)
    expect(output).toContain('No test ran.\n2 passed, 0 failed')
  })

  test.each(['check', 'pack-check'])('fails when %s fails, and runs the rest all the same', async (script) => {
    vitest(suites({ numPassedTests: 40 }))
    checkout.write(`scripts/${script}.mjs`, 'process.exit(1)')
    expect(await npmTest()).toMatchObject({ code: 1, last: '41 passed, 1 failed' })
  })

  test('--only runs one project, a path only its tests; neither checks nor packs', async () => {
    vitest(suites({ numPassedTests: 5 }))
    checkout.write('scripts/check.mjs', 'process.exit(1)')
    expect(await npmTest('--only', 'unit')).toMatchObject({ code: 0, last: '5 passed, 0 failed' })
    expect(await npmTest('tests/site', '-t', 'a tag')).toMatchObject({ code: 0 })
    const started = checkout.runs().filter((run) => run.startsWith('vitest'))
    expect(started[0]).toMatch(/^vitest run --project unit --reporter=default/)
    expect(started[1]).toMatch(/^vitest run tests\/site -t a tag --reporter=default/)
  })
})
