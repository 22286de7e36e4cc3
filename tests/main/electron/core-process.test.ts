import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
let folder: string
let child: ChildProcess | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-core-'))
})
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  rmSync(folder, { recursive: true, force: true })
})

/** The process that Electron starts as its utility process, here under Node. */
function startCore(...options: string[]) {
  const free = ['--desk-port', '0', '--ocpp-port', '0', '--lan-port', '0', '--log-level', 'silent']
  child = fork(join(root, 'src/main/electron/core-process.ts'), ['--data', join(folder, 'data'), ...free, ...options], {
    execArgv: ['--import', join(import.meta.dirname, 'parent-port.mjs')],
    stdio: 'inherit',
  })
  const exited = once(child, 'exit').then(([code]) => code as number)
  const message = Promise.race([
    once(child, 'message').then(([data]) => data as { type: string; deskUrl?: string; message?: string }),
    exited.then((code) => Promise.reject(new Error(`the core ended with ${code} and said nothing`))),
  ])
  return { child, exited, message }
}

describe("the desktop application's core process", () => {
  test('runs the controller, reports its desk, and ends gracefully when asked', async () => {
    const { child, exited, message } = startCore()
    const listening = await message
    expect(listening.type).toBe('listening')
    const answer = await fetch(new URL('/healthz', listening.deskUrl), { signal: AbortSignal.timeout(10_000) })
    expect(answer.status).toBe(200)
    child.send({ type: 'stop' })
    expect(await exited).toBe(0)
  })

  test.skipIf(process.platform === 'win32')('leaves Ctrl-C to the shell', async () => {
    const { child, exited, message } = startCore()
    await message
    child.kill('SIGINT')
    child.send({ type: 'stop' })
    expect(await exited).toBe(0)
  })

  test('says in one sentence that its port is taken, and ends with an error', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    try {
      const { exited, message } = startCore('--desk-port', String(port))
      expect(await message).toEqual({ type: 'failed', message: expect.stringMatching(`^Port ${port} .* is taken`) })
      expect(await exited).toBe(1)
    } finally {
      other.close()
    }
  })
})
