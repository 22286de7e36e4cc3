import { join } from 'node:path'
import type * as Electron from 'electron'
import { type CoreChild, type CoreState, CoreSupervisor } from './core-supervisor.ts'
import { denyPermissions, lockNavigation } from './navigation.ts'
import { statusPage } from './status-page.ts'
import { type ShellTexts, shellTexts } from './texts.ts'
import { createTray } from './tray.ts'
import { loadWindowState, placeWindow, saveWindowState, smallest } from './window-bounds.ts'

/** What the shell uses of Electron. */
export type ElectronEdge = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'Menu' | 'nativeImage' | 'nativeTheme' | 'screen' | 'session' | 'shell' | 'Tray'
>

export interface DesktopAppOptions {
  electron: ElectronEdge
  platform: NodeJS.Platform
  preload: string
  forkCore: () => CoreChild
}

/**
 * The desktop application: one instance, the controller's core in a process of its own, a window that shows the core's desk,
 * and a tray icon. Closing the window leaves the controller at work; quitting ends the core gracefully first.
 */
export class DesktopApp {
  readonly #options: DesktopAppOptions
  readonly #supervisor: CoreSupervisor
  #texts: ShellTexts = shellTexts('en')
  #window: Electron.BrowserWindow | undefined
  #tray: Electron.Tray | undefined
  #deskUrl: string | undefined
  #shown: string | undefined
  #quitting = false
  #coreEnded = false

  constructor(options: DesktopAppOptions) {
    this.#options = options
    this.#supervisor = new CoreSupervisor({ fork: options.forkCore, onState: (state) => this.#coreBecame(state) })
  }

  /** Resolves when the window is made, or when this instance gave way to one that runs already. */
  async start(): Promise<void> {
    const { app, Menu, session } = this.#options.electron
    // The first instance gets our 'second-instance' event and shows its window.
    if (!app.requestSingleInstanceLock()) return app.quit()
    app.on('second-instance', () => this.#showWindow())
    app.on('activate', () => this.#showWindow())
    // With a listener, Electron doesn't quit by itself: the controller works on without a window.
    app.on('window-all-closed', () => undefined)
    app.on('before-quit', (event) => this.#beforeQuit(event))
    app.on('web-contents-created', (_event, contents) =>
      lockNavigation(contents, {
        deskOrigin: () => this.#deskOrigin(),
        openExternal: (url) => this.#options.electron.shell.openExternal(url),
      }),
    )
    app.enableSandbox()
    await app.whenReady()
    if (this.#quitting) return
    this.#texts = shellTexts(app.getLocale())
    // The desk has its own navigation; Chromium's menu would only add reload and developer tools.
    if (this.#options.platform !== 'darwin') Menu.setApplicationMenu(null)
    denyPermissions(session.defaultSession, () => this.#deskOrigin())
    this.#tray = createTray({
      electron: this.#options.electron,
      texts: this.#texts,
      open: () => this.#showWindow(),
      quit: () => app.quit(),
    })
    this.#supervisor.start()
    this.#showWindow()
  }

  #deskOrigin(): string | undefined {
    return this.#deskUrl === undefined ? undefined : new URL(this.#deskUrl).origin
  }

  #coreBecame(state: CoreState): void {
    if (state.name === 'running') this.#deskUrl = state.deskUrl
    if (state.name === 'waiting') console.error(`The controller ended (${state.reason ?? 'without a reason'})`)
    this.#refresh()
  }

  /** A desk that is open keeps its page through a restart of the core: it reconnects by itself, and nobody's input is lost. */
  #refresh(): void {
    const { state } = this.#supervisor
    const deskIsOpen = this.#shown !== undefined && this.#shown === this.#deskUrl
    const page = state.name === 'running' ? state.deskUrl : deskIsOpen ? undefined : statusPage(state, this.#texts)
    if (!this.#window || page === undefined || page === this.#shown) return
    this.#shown = page
    this.#window.loadURL(page).catch((error: unknown) => {
      // The next state of the core, or the next opening of the window, loads again.
      this.#shown = undefined
      console.error('The window could not load its page:', error)
    })
  }

  #showWindow(): void {
    const { app } = this.#options.electron
    if (this.#quitting || !app.isReady()) return
    this.#window ??= this.#createWindow()
    if (this.#window.isMinimized()) this.#window.restore()
    this.#refresh()
    this.#window.show()
    this.#window.focus()
  }

  #createWindow(): Electron.BrowserWindow {
    const { electron, preload } = this.#options
    const primary = electron.screen.getPrimaryDisplay()
    const others = electron.screen.getAllDisplays().filter((display) => display.id !== primary.id)
    const displays = [primary, ...others].map((display) => display.workArea)
    const { bounds, maximized } = placeWindow(loadWindowState(this.#statePath()), displays)
    const window = new electron.BrowserWindow({
      ...bounds,
      minWidth: smallest.width,
      minHeight: smallest.height,
      title: 'Chargeyard',
      show: false,
      backgroundColor: electron.nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
      webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
    })
    if (maximized) window.maximize()
    window.on('close', (event) => {
      this.#rememberBounds()
      if (this.#quitting) return
      event.preventDefault()
      window.hide()
    })
    window.on('closed', () => {
      this.#window = undefined
      this.#shown = undefined
    })
    // A page that crashed (out of memory, a broken graphics driver) is loaded again when the window is next shown.
    window.webContents.on('render-process-gone', (_event, details) => {
      console.error(`The page of the window ended: ${details.reason}`)
      this.#shown = undefined
      if (window.isVisible() && details.reason !== 'clean-exit') this.#refresh()
    })
    return window
  }

  #statePath(): string {
    return join(this.#options.electron.app.getPath('userData'), 'window.json')
  }

  #rememberBounds(): void {
    if (!this.#window || this.#window.isDestroyed()) return
    // The size to return to, not the one of the full screen.
    saveWindowState(this.#statePath(), {
      bounds: this.#window.getNormalBounds(),
      maximized: this.#window.isMaximized(),
    })
  }

  #beforeQuit(event: { preventDefault: () => void }): void {
    if (this.#coreEnded) return
    event.preventDefault()
    if (this.#quitting) return
    this.#quitting = true
    this.#rememberBounds()
    this.#window?.hide()
    void this.#supervisor.stop().then(() => {
      this.#coreEnded = true
      this.#tray?.destroy()
      this.#options.electron.app.quit()
    })
  }
}
