import { describe, expect, test } from 'vitest'
import { type Controller, runCore } from '../../../src/main/electron/core.ts'
import type { CoreMessage } from '../../../src/main/electron/messages.ts'

/** The core's half of the channel to the shell, with the shell's half for the test. */
function channel() {
  const sent: CoreMessage[] = []
  const exits: number[] = []
  let listener: ((event: { data: unknown }) => void) | undefined
  return {
    sent,
    exits,
    ask: (data: unknown) => listener?.({ data }),
    options: {
      parentPort: {
        postMessage: (message: CoreMessage) => void sent.push(message),
        on: (_event: 'message', added: (event: { data: unknown }) => void) => {
          listener = added
        },
      },
      describeError: (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
      exit: (code: number) => void exits.push(code),
    },
  }
}

const controller = (changes: Partial<Controller> = {}): Controller => ({
  start: async () => ({ deskUrl: 'http://127.0.0.1:8080/' }),
  stop: async () => undefined,
  ...changes,
})
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the core process', () => {
  test('reports the address of the desk once the controller listens', async () => {
    const { options, sent, exits } = channel()
    await runCore({ ...options, createController: () => controller() })
    expect(sent).toEqual([{ type: 'listening', deskUrl: 'http://127.0.0.1:8080/' }])
    expect(exits).toEqual([])
  })

  test('stops the controller before it ends when asked, once', async () => {
    const { options, ask, exits } = channel()
    let stops = 0
    let release: () => void = () => undefined
    const stop = () => {
      stops += 1
      return new Promise<void>((resolve) => {
        release = resolve
      })
    }
    await runCore({ ...options, createController: () => controller({ stop }) })
    ask({ type: 'stop' })
    ask({ type: 'stop' })
    await settle()
    expect(exits).toEqual([])
    release()
    await settle()
    expect({ stops, exits }).toEqual({ stops: 1, exits: [0] })
  })

  test('ignores what is no request of the shell', async () => {
    const { options, ask, exits } = channel()
    await runCore({ ...options, createController: () => controller() })
    for (const data of [undefined, 'stop', { type: 'halt' }, null]) ask(data)
    await settle()
    expect(exits).toEqual([])
  })

  test('says in one sentence why the controller could not start, and ends', async () => {
    const { options, sent, exits } = channel()
    const start = () => Promise.reject(new Error('Port 8080 is taken.'))
    await runCore({ ...options, createController: () => controller({ start }) })
    expect(sent).toEqual([{ type: 'failed', message: 'Port 8080 is taken.' }])
    expect(exits).toEqual([1])
  })

  test('says the same of a wrong option', async () => {
    const { options, sent, exits } = channel()
    const createController = () => {
      throw new Error('--desk-port needs a number from 1 to 65535.')
    }
    await runCore({ ...options, createController })
    expect(sent).toEqual([{ type: 'failed', message: '--desk-port needs a number from 1 to 65535.' }])
    expect(exits).toEqual([1])
  })

  test('ends with an error code when the controller does not stop cleanly', async () => {
    const { options, ask, exits } = channel()
    const stop = () => Promise.reject(new Error('disk full'))
    await runCore({ ...options, createController: () => controller({ stop }) })
    ask({ type: 'stop' })
    await settle()
    expect(exits).toEqual([1])
  })

  test('stopped while it starts, it stops the whole controller and reports no address any more', async () => {
    const { options, ask, sent, exits } = channel()
    const calls: string[] = []
    let listening: (addresses: { deskUrl: string }) => void = () => undefined
    const start = () => new Promise<{ deskUrl: string }>((resolve) => (listening = resolve))
    const stop = async () => void calls.push('stop')
    const running = runCore({ ...options, createController: () => controller({ start, stop }) })
    ask({ type: 'stop' })
    await settle()
    expect(calls).toEqual([])
    listening({ deskUrl: 'http://127.0.0.1:8080/' })
    await running
    await settle()
    expect({ calls, sent, exits }).toEqual({ calls: ['stop'], sent: [], exits: [0] })
  })
})
