import type * as Electron from 'electron'
import type { ShellTexts } from './texts.ts'
import { trayIcon } from './tray-icon.ts'

export interface TrayOptions {
  electron: Pick<typeof Electron, 'Tray' | 'Menu' | 'nativeImage'>
  texts: ShellTexts
  open: () => void
  quit: () => void
}

/** The controller's sign of life beside the clock: it works on while the window is closed. The caller keeps and destroys it. */
export function createTray({ electron, texts, open, quit }: TrayOptions): Electron.Tray {
  const tray = new electron.Tray(electron.nativeImage.createFromDataURL(trayIcon))
  tray.setToolTip('Chargeyard')
  tray.setContextMenu(
    electron.Menu.buildFromTemplate([
      { label: texts.open, click: open },
      { type: 'separator' },
      { label: texts.quit, click: quit },
    ]),
  )
  tray.on('click', open)
  return tray
}
