import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** In Electron's device-independent pixels. */
export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export interface WindowState {
  bounds: Rectangle
  maximized: boolean
}

export const smallest = { width: 900, height: 600 }
const preferred = { width: 1320, height: 860 }
/** As much of the title bar must lie on a display for the window to be grabbed. */
const graspable = { width: 120, height: 40 }

/**
 * Where the window opens: where it was, if it can still be seen and grabbed there; otherwise, and the first time, centred on
 * the primary display. Never larger than the display it is on, and never smaller than usable.
 *
 * @param displays work areas, the primary one first
 */
export function placeWindow(remembered: WindowState | undefined, displays: readonly Rectangle[]): WindowState {
  const primary = displays[0] ?? { x: 0, y: 0, ...preferred }
  if (!remembered) return { bounds: centred(preferred, primary), maximized: false }
  for (const display of displays) {
    const bounds = { ...remembered.bounds, ...fitting(remembered.bounds, display) }
    if (titleBarIsOn(bounds, display)) return { bounds, maximized: remembered.maximized }
  }
  return { bounds: centred(fitting(remembered.bounds, primary), primary), maximized: remembered.maximized }
}

function titleBarIsOn({ x, y, width }: Rectangle, display: Rectangle): boolean {
  const overlap = Math.min(x + width, display.x + display.width) - Math.max(x, display.x)
  return overlap >= graspable.width && y >= display.y && y + graspable.height <= display.y + display.height
}

/** A display smaller than the smallest window wins. */
function fitting({ width, height }: Rectangle, display: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(Math.max(width, smallest.width), display.width),
    height: Math.min(Math.max(height, smallest.height), display.height),
  }
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const width = Math.min(size.width, area.width)
  const height = Math.min(size.height, area.height)
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  }
}

/** Reads what `saveWindowState` wrote; a file that is missing or damaged counts as a first start. */
export function loadWindowState(path: string): WindowState | undefined {
  try {
    const state: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isWindowState(state) ? state : undefined
  } catch {
    return undefined
  }
}

/** Replaces the file in one step. The window's place is a comfort: a full disk must not keep the application from ending. */
export function saveWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.new`, JSON.stringify(state))
    renameSync(`${path}.new`, path)
  } catch (error) {
    console.error('The place of the window could not be saved:', error)
  }
}

function isWindowState(state: unknown): state is WindowState {
  if (typeof state !== 'object' || state === null || !('bounds' in state) || !('maximized' in state)) return false
  const bounds = state.bounds as Partial<Record<string, unknown>> | null
  if (typeof bounds !== 'object' || bounds === null || typeof state.maximized !== 'boolean') return false
  return ['x', 'y', 'width', 'height'].every((key) => Number.isSafeInteger(bounds[key]))
}
