import { EventEmitter } from 'node:events'
import type { ElectronEdge } from '../../../src/main/electron/desktop-app.ts'
import type { Rectangle } from '../../../src/main/electron/window-bounds.ts'

class FakeWebContents extends EventEmitter {
  setWindowOpenHandler(): void {}
}

/** A window that keeps in mind what was asked of it. */
export class FakeWindow extends EventEmitter {
  readonly options: Record<string, unknown>
  readonly webContents = new FakeWebContents()
  readonly loaded: string[] = []
  visible = false
  focused = 0
  minimized = false
  maximized = false
  destroyed = false
  normalBounds: Rectangle

  constructor(options: Record<string, unknown>, app: EventEmitter) {
    super()
    this.options = options
    this.normalBounds = options as unknown as Rectangle
    app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    this.loaded.push(url)
  }
  show(): void {
    this.visible = true
  }
  hide(): void {
    this.visible = false
  }
  focus(): void {
    this.focused += 1
  }
  restore(): void {
    this.minimized = false
  }
  maximize(): void {
    this.maximized = true
  }
  isVisible(): boolean {
    return this.visible
  }
  isMinimized(): boolean {
    return this.minimized
  }
  isMaximized(): boolean {
    return this.maximized
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  getNormalBounds(): Rectangle {
    const { x, y, width, height } = this.normalBounds
    return { x, y, width, height }
  }

  /** What happens when the user presses the window's close button. */
  pressClose(): void {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (prevented) return
    this.destroyed = true
    this.emit('closed')
  }
}

class FakeApp extends EventEmitter {
  readonly folder: string
  readonly lock: boolean
  locale = 'en-GB'
  sandboxed = false
  /** True once Electron would really end: no listener of 'before-quit' held it. */
  ended = false
  #ready = false

  constructor(folder: string, lock: boolean) {
    super()
    this.folder = folder
    this.lock = lock
  }

  requestSingleInstanceLock(): boolean {
    return this.lock
  }
  enableSandbox(): void {
    this.sandboxed = true
  }
  async whenReady(): Promise<void> {
    this.#ready = true
  }
  isReady(): boolean {
    return this.#ready
  }
  getLocale(): string {
    return this.locale
  }
  getPath(): string {
    return this.folder
  }
  quit(): void {
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) this.ended = true
  }
}

class FakeTray extends EventEmitter {
  destroyed = false

  setToolTip(): void {}
  destroy(): void {
    this.destroyed = true
  }
  /** What happens when the user clicks the icon. */
  click(): void {
    this.emit('click')
  }
}

interface MenuItem {
  label?: string
  click?: () => void
}

/** A stand-in for Electron: no window is opened, and the test presses the buttons. */
export function fakeElectron(folder: string, { lock = true, locale = 'en-GB' } = {}) {
  const app = new FakeApp(folder, lock)
  app.locale = locale
  const windows: FakeWindow[] = []
  const trays: FakeTray[] = []
  let trayMenu: MenuItem[] = []
  const handlers: Record<string, unknown> = {}
  const primary = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }

  class BrowserWindow extends FakeWindow {
    constructor(options: Record<string, unknown>) {
      super(options, app)
      windows.push(this)
    }
  }
  class Tray extends FakeTray {
    constructor() {
      super()
      trays.push(this)
    }
    setContextMenu(items: MenuItem[]): void {
      trayMenu = items
    }
  }
  const edge = {
    app,
    BrowserWindow,
    Tray,
    Menu: { setApplicationMenu: () => undefined, buildFromTemplate: (items: MenuItem[]) => items },
    nativeImage: { createFromDataURL: (url: string) => url },
    nativeTheme: { shouldUseDarkColors: false },
    screen: { getPrimaryDisplay: () => primary, getAllDisplays: () => [primary] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: unknown) => (handlers.request = handler),
        setPermissionCheckHandler: (handler: unknown) => (handlers.check = handler),
        setDevicePermissionHandler: (handler: unknown) => (handlers.device = handler),
      },
    },
    shell: { openExternal: async () => undefined },
  }
  return {
    edge: edge as unknown as ElectronEdge,
    app,
    windows,
    trays,
    handlers,
    trayItems: () => trayMenu.flatMap((item) => item.label ?? []),
    pressTray: (label: string) => trayMenu.find((item) => item.label === label)?.click?.(),
  }
}
