import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const processModule = resolve(import.meta.dirname, '../../scripts/process.mjs')
let folder: string
let log: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-process-'))
  log = join(folder, 'log')
  writeFileSync(log, '')
  // The child writes down what happens to it, and ends with 7 when it is asked to.
  writeFileSync(
    join(folder, 'child.mjs'),
    `import { appendFileSync } from 'node:fs'
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => { appendFileSync(${JSON.stringify(log)}, signal + ';'); process.exit(7) })
appendFileSync(${JSON.stringify(log)}, 'up;')
setTimeout(() => process.exit(99), 15000)`,
  )
  writeFileSync(
    join(folder, 'parent.mjs'),
    `import { foreground } from ${JSON.stringify(processModule)}
process.exitCode = await foreground(process.execPath, process.argv.slice(2))`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const written = (text: string) =>
  vi.waitFor(() => expect(readFileSync(log, 'utf8')).toContain(text), { timeout: 10_000, interval: 20 })

describe('a program in the foreground', () => {
  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('gets %s, cleans up and gives its exit code', async (signal) => {
    const parent = spawn(process.execPath, [join(folder, 'parent.mjs'), join(folder, 'child.mjs')])
    await written('up;')
    parent.kill(signal)
    const [code] = await once(parent, 'exit')
    expect(code).toBe(7)
    expect(readFileSync(log, 'utf8')).toBe(`up;${signal};`)
  })

  test('that a signal ends has the exit code that shells give it', async () => {
    writeFileSync(join(folder, 'child.mjs'), "process.kill(process.pid, 'SIGKILL')")
    const parent = spawn(process.execPath, [join(folder, 'parent.mjs'), join(folder, 'child.mjs')])
    const [code] = await once(parent, 'exit')
    expect(code).toBe(137)
  })

  test.skipIf(process.platform === 'win32')('is ended when npm is killed without passing the signal on', async () => {
    const command = `"${process.execPath}" "${join(folder, 'parent.mjs')}" "${join(folder, 'child.mjs')}"; true`
    const shell = spawn('sh', ['-c', command], { env: { ...process.env, npm_lifecycle_event: 'start' } })
    await written('up;')
    shell.kill('SIGKILL')
    await written('SIGTERM;')
  })
})
