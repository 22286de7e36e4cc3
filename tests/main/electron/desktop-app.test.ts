import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { firstRetryMs } from '../../../src/main/electron/core-supervisor.ts'
import { DesktopApp } from '../../../src/main/electron/desktop-app.ts'
import { FakeCore } from './fake-core.ts'
import { type FakeWindow, fakeElectron } from './fake-electron.ts'

const deskUrl = 'http://127.0.0.1:8080/'
let folder: string

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-desktop-'))
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

async function launch(options: Parameters<typeof fakeElectron>[1] = {}) {
  const electron = fakeElectron(folder, options)
  const cores: FakeCore[] = []
  const desktop = new DesktopApp({
    electron: electron.edge,
    platform: 'linux',
    preload: '/app/preload.cjs',
    forkCore: () => {
      const core = new FakeCore()
      cores.push(core)
      return core
    },
  })
  await desktop.start()
  return {
    ...electron,
    cores,
    core: () => cores.at(-1) as FakeCore,
    window: () => electron.windows.at(-1) as FakeWindow,
    listening: (url = deskUrl) => cores.at(-1)?.emit('message', { type: 'listening', deskUrl: url }),
  }
}
const text = (url: string | undefined) => decodeURIComponent(url ?? '').replace(/<[^>]*>/g, ' ')

describe('the first instance', () => {
  test('opens a window that cannot reach Node and says that the controller starts', async () => {
    const { app, window, cores } = await launch()
    expect(app.sandboxed).toBe(true)
    expect(cores).toHaveLength(1)
    expect(window().options.webPreferences).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    expect(text(window().loaded[0])).toContain('The controller is starting…')
    expect(window().visible).toBe(true)
  })

  test('shows the desk once the core reports its address', async () => {
    const { window, listening } = await launch()
    listening()
    expect(window().loaded.at(-1)).toBe(deskUrl)
  })

  test('lets the window navigate inside the reported desk and nowhere else', async () => {
    const { window, listening } = await launch()
    const allowed = (url: string) => {
      let prevented = false
      window().webContents.emit('will-navigate', { url, preventDefault: () => (prevented = true) })
      return !prevented
    }
    expect(allowed(deskUrl)).toBe(false)
    listening()
    expect(allowed(`${deskUrl}stations`)).toBe(true)
    expect(allowed('https://example.org/')).toBe(false)
  })

  test('speaks German where the system does', async () => {
    const { window, trayItems } = await launch({ locale: 'de-AT' })
    expect(trayItems()).toEqual(['Chargeyard öffnen', 'Beenden'])
    expect(text(window().loaded[0])).toContain('Die Steuerung startet…')
  })
})

describe('a second launch', () => {
  test('gives way without a window or a core of its own', async () => {
    const { app, windows, cores } = await launch({ lock: false })
    expect(app.ended).toBe(true)
    expect(windows).toHaveLength(0)
    expect(cores).toHaveLength(0)
  })

  test('brings back the window of the first, also when it was closed or minimised', async () => {
    const { app, window, windows } = await launch()
    window().minimized = true
    window().pressClose()
    const focused = window().focused
    app.emit('second-instance')
    expect(windows).toHaveLength(1)
    expect(window()).toMatchObject({ visible: true, minimized: false, focused: focused + 1 })
  })
})

describe('closing the window', () => {
  test('leaves the controller at work, and the tray brings the window back', async () => {
    const { app, window, windows, core, trays, pressTray, listening } = await launch()
    listening()
    window().pressClose()
    app.emit('window-all-closed')
    expect(window()).toMatchObject({ visible: false, destroyed: false })
    expect(core().received).toEqual([])
    expect(app.ended).toBe(false)
    pressTray('Open Chargeyard')
    expect(window().visible).toBe(true)
    window().pressClose()
    trays[0]?.click()
    expect(window().visible).toBe(true)
    expect(windows).toHaveLength(1)
    // The desk was not loaded a second time: what the user had open is still there.
    expect(window().loaded.filter((url) => url === deskUrl)).toHaveLength(1)
  })

  test('is remembered: the next start opens the window at the same place', async () => {
    const first = await launch()
    first.window().normalBounds = { x: 40, y: 60, width: 1000, height: 700 }
    first.window().maximized = true
    first.window().pressClose()
    const second = await launch()
    expect(second.window().options).toMatchObject({ x: 40, y: 60, width: 1000, height: 700 })
    expect(second.window().maximized).toBe(true)
  })
})

describe('a core that dies', () => {
  test('is started again while the desk stays open, and is not loaded anew', async () => {
    const { window, cores, core, listening } = await launch()
    listening()
    const loaded = [...window().loaded]
    core().exit(1)
    await vi.advanceTimersByTimeAsync(firstRetryMs)
    expect(cores).toHaveLength(2)
    listening()
    expect(window().loaded).toEqual(loaded)
  })

  test('before it ever listened, the window says why and when it is tried again, as text', async () => {
    const { window, core } = await launch()
    core().emit('message', { type: 'failed', message: 'Port 8080 is taken by <b>another</b> program.' })
    core().exit(1)
    const page = decodeURIComponent(window().loaded.at(-1) ?? '')
    expect(page).toContain('Port 8080 is taken by &#60;b&#62;another&#60;/b&#62; program. It is started again in 1 s.')
  })

  test('and comes back at another address, shows the desk there', async () => {
    const { window, core, listening } = await launch()
    listening()
    core().exit(1)
    await vi.advanceTimersByTimeAsync(firstRetryMs)
    listening('http://127.0.0.1:9090/')
    expect(window().loaded.at(-1)).toBe('http://127.0.0.1:9090/')
  })
})

test('a page that crashed in view is loaded again', async () => {
  const { window, listening } = await launch()
  listening()
  window().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  expect(window().loaded.slice(-2)).toEqual([deskUrl, deskUrl])
})

describe('quitting', () => {
  test('stops the core gracefully first, then ends', async () => {
    const { app, core, trays, window, listening, pressTray } = await launch()
    listening()
    pressTray('Quit')
    expect(core().received).toEqual([{ type: 'stop' }])
    expect(app.ended).toBe(false)
    expect(window().visible).toBe(false)
    core().exit(0)
    await vi.advanceTimersByTimeAsync(0)
    expect(app.ended).toBe(true)
    expect(trays[0]?.destroyed).toBe(true)
  })

  test('twice asks the core once', async () => {
    const { app, core, listening } = await launch()
    listening()
    app.quit()
    app.quit()
    expect(core().received).toHaveLength(1)
    core().exit(0)
    await vi.advanceTimersByTimeAsync(0)
    expect(app.ended).toBe(true)
  })

  test('ends although the core hangs', async () => {
    const { app, core, listening } = await launch()
    listening()
    app.quit()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(core().kills).toBe(1)
    expect(app.ended).toBe(true)
  })

  test('starts no core again and opens no window while it lasts', async () => {
    const { app, core, cores, windows, listening } = await launch()
    listening()
    app.quit()
    app.emit('second-instance')
    core().exit(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(cores).toHaveLength(1)
    expect(windows[0]?.visible).toBe(false)
  })
})
