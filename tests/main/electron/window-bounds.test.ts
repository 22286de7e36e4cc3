import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  loadWindowState,
  placeWindow,
  saveWindowState,
  smallest,
  type WindowState,
} from '../../../src/main/electron/window-bounds.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const second = { x: 1440, y: 0, width: 2560, height: 1440 }

const at = (x: number, y: number, width = 1000, height = 700): WindowState => ({
  bounds: { x, y, width, height },
  maximized: false,
})

describe('the window opens', () => {
  test('centred on the primary display the first time', () => {
    const { bounds, maximized } = placeWindow(undefined, [laptop, second])
    expect(bounds).toEqual({ x: 60, y: 33, width: 1320, height: 860 })
    expect(maximized).toBe(false)
  })

  test('where it was, on any display that is still there', () => {
    expect(placeWindow(at(2000, 300), [laptop, second])).toEqual(at(2000, 300))
  })

  test('centred on the primary display when its display was unplugged', () => {
    expect(placeWindow(at(2000, 300), [laptop]).bounds).toEqual({ x: 220, y: 113, width: 1000, height: 700 })
  })

  test('centred when only a sliver of its title bar would be seen', () => {
    expect(placeWindow(at(1400, 300), [laptop]).bounds.x).toBe(220)
    expect(placeWindow(at(1300, 300), [laptop]).bounds.x).toBe(1300)
  })

  test('centred when its title bar would be above or below the display', () => {
    expect(placeWindow(at(100, 0), [laptop]).bounds.y).toBe(113)
    expect(placeWindow(at(100, 880), [laptop]).bounds.y).toBe(113)
  })

  test('no larger than its display and no smaller than usable', () => {
    expect(placeWindow(at(0, 25, 5000, 5000), [laptop]).bounds).toEqual(laptop)
    expect(placeWindow(at(0, 25, 10, 10), [laptop]).bounds).toMatchObject(smallest)
  })

  test('maximised as it was', () => {
    expect(placeWindow({ ...at(0, 25), maximized: true }, [laptop]).maximized).toBe(true)
  })

  const rectangle = (least: number) =>
    fc.record({
      x: fc.integer({ min: -20_000, max: 20_000 }),
      y: fc.integer({ min: -20_000, max: 20_000 }),
      width: fc.integer({ min: least, max: 8_000 }),
      height: fc.integer({ min: least, max: 8_000 }),
    })
  property.prop([rectangle(1), fc.array(rectangle(640), { minLength: 1, maxLength: 3 })])(
    'where its title bar can be grabbed, whatever was remembered and whatever is plugged in',
    (bounds, displays) => {
      const placed = placeWindow({ bounds, maximized: false }, displays).bounds
      const grabbed = displays.some(
        (display) =>
          Math.min(placed.x + placed.width, display.x + display.width) - Math.max(placed.x, display.x) >= 120 &&
          placed.y >= display.y &&
          placed.y + 40 <= display.y + display.height,
      )
      expect(grabbed).toBe(true)
    },
  )
})

describe('the remembered place', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-window-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('is read back as it was saved, and leaves no second file', () => {
    const path = join(folder, 'deep', 'window.json')
    saveWindowState(path, at(-1200, 40))
    expect(loadWindowState(path)).toEqual(at(-1200, 40))
    expect(readdirSync(join(folder, 'deep'))).toEqual(['window.json'])
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"bounds":null,"maximized":true}',
    '{"bounds":{"x":0,"y":0,"width":"1","height":1},"maximized":true}',
    '{"bounds":{"x":0,"y":0,"width":1e99,"height":1},"maximized":true}',
    '{"bounds":{"x":0,"y":0,"width":9,"height":1}}',
  ])('counts as a first start when the file holds %j', (text) => {
    const path = join(folder, 'window.json')
    writeFileSync(path, text)
    expect(loadWindowState(path)).toBeUndefined()
  })

  test('may fail to be saved without harm', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(() => saveWindowState(join(file, 'window.json'), at(0, 0))).not.toThrow()
  })
})
