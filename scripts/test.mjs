// `npm test`: everything, on a machine that may have nothing yet. `npm test -- --only unit` or `npm test -- tests/site`
// runs only those tests. The last line is the sum: each test counts, and so do the check and the package.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture, foreground, foregroundTool, interruption, root, toolEnvironment } from './process.mjs'
import { ensureBuilt, ensureGenerated, ensureInstalled, main, node24, ReadyError } from './ready.mjs'

await main(async () => {
  const filters = process.argv.slice(2).flatMap((option, index, all) => {
    if (option === '--only') return ['--project', all[index + 1] ?? '']
    return all[index - 1] === '--only' ? [] : [option]
  })
  try {
    await ensureInstalled()
    await ensureGenerated()
    await ensureBuilt()
  } catch (error) {
    console.error(error instanceof ReadyError ? error.message : error)
    console.log('No test ran.\n0 passed, 1 failed')
    return 1
  }
  const { env, leftOut } = await programs()
  const sum = { passed: 0, failed: 0, skipped: 0 }
  const everything = filters.length === 0

  if (everything) count(sum, await step('check', 'scripts/check.mjs'))
  if (interruption()) return interruption()
  const tests = await runTests(filters, env)
  if (interruption()) return interruption()
  for (const key of Object.keys(sum)) sum[key] += tests[key]
  if (everything) count(sum, await step('package', 'scripts/pack-check.mjs'))

  for (const line of leftOut) console.log(`Left out: ${line}`)
  if (tests.ran === 0) console.log('No test ran.')
  console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)
  return sum.failed > 0 || tests.ran === 0 ? 1 : 0
})

function count(sum, passed) {
  if (passed) sum.passed += 1
  else sum.failed += 1
}

async function step(name, script) {
  console.log(`\n— ${name} —`)
  return (await foreground(node24(), [join(root, script)])) === 0
}

async function runTests(filters, env) {
  console.log('\n— tests —')
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-test-'))
  const report = join(folder, 'report.json')
  try {
    const args = ['run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await foregroundTool('vitest', args, { env })
    if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, ran: 0 }
    const result = JSON.parse(readFileSync(report, 'utf8'))
    const passed = result.numPassedTests
    const skipped = result.numPendingTests + result.numTodoTests
    // A file that could not be loaded has no tests to count, and yet it failed.
    const broken = result.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some(isFailed),
    )
    // An error outside every test (an unhandled rejection) fails the run, too.
    const failed = Math.max(result.numFailedTests + broken.length, code === 0 ? 0 : 1)
    return { passed, failed, skipped, ran: passed + result.numFailedTests }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function isFailed(assertion) {
  return assertion.status === 'failed'
}

/** Finds or installs the programs that some tests need; says which tests go without and why. */
async function programs() {
  const wanted = [
    {
      tests: 'tests/e2e',
      program: 'Chromium',
      variable: 'CHROMIUM',
      skip: 'CHARGEYARD_SKIP_E2E',
      packages: ['chromium', 'fonts-liberation'],
      find: () => firstThatRuns([process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser']),
    },
    {
      tests: 'tests/**/*.mosquitto.test.ts',
      program: 'Mosquitto',
      variable: 'MOSQUITTO',
      skip: 'CHARGEYARD_SKIP_MOSQUITTO',
      packages: ['mosquitto'],
      find: () =>
        firstThatRuns(
          [process.env.MOSQUITTO, '/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'],
          '-h',
        ),
    },
  ]
  const env = {}
  const leftOut = []
  for (const { tests, program, variable, skip, packages, find } of wanted) {
    let reason = `${skip} is set`
    if (!process.env[skip]) {
      let path = await find()
      if (!path) {
        reason = await aptInstall(packages)
        path = await find()
      }
      if (path) {
        env[variable] = path
        continue
      }
      reason = `there is no ${program}: ${reason ?? 'the installed one does not run'}`
    }
    env[skip] = '1'
    leftOut.push(`${tests}, because ${reason}`)
  }
  for (const line of leftOut) console.log(`Leaving out ${line}`)
  return { env: toolEnvironment(env), leftOut }
}

/** A program that is there may still not run (Ubuntu's chromium is only a pointer to a snap). */
async function firstThatRuns(paths, option = '--version') {
  for (const path of paths) {
    if (!path || !existsSync(path)) continue
    const { output } = await capture(path, [option], { timeoutMs: 30_000 })
    if (/chrom|mosquitto version/i.test(output) && !/snap install/i.test(output)) return path
  }
  return undefined
}

/** Returns undefined, or why the packages could not be installed. */
async function aptInstall(packages) {
  const allowed = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!allowed) return 'npm test installs it only as root and through apt-get'
  console.log(`Installing ${packages.join(' and ')} (apt-get)…`)
  // RUNLEVEL=1 keeps Debian from starting the broker as a service: the tests start their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  // An update fails as a whole when one of many sources does; what counts is whether the packages can be had.
  const update = await capture('apt-get', ['update', '-q'], { env, timeoutMs: 300_000 })
  const args = ['install', '-yq', '--no-install-recommends', ...packages]
  const install = await capture('apt-get', args, { env, timeoutMs: 900_000 })
  if (install.code === 0) return undefined
  return `apt-get ${update.code === 0 ? 'install' : 'update'} failed (exit code ${(update.code === 0 ? install : update).code})`
}
