import { describe, expect, test } from 'vitest'
import { chooseHost, withoutElectron } from '../../scripts/host.mjs'

const desktop = { platform: 'linux', env: { DISPLAY: ':0' }, options: [] as string[], isRoot: false }
const line = (choice: ReturnType<typeof chooseHost>) => ('missing' in choice ? choice.missing : undefined)

describe('npm start', () => {
  test.each([
    ['Linux with X11', desktop],
    ['Linux with Wayland', { ...desktop, env: { WAYLAND_DISPLAY: 'wayland-0' } }],
    ['Windows', { ...desktop, platform: 'win32', env: {} }],
    ['a Mac', { ...desktop, platform: 'darwin', env: {} }],
    ['a user who gave options', { ...desktop, options: ['--data', '/srv/yard'] }],
  ])('opens the window for %s', (_name, machine) => {
    expect(chooseHost(machine)).toEqual({ host: 'electron' })
  })

  test('without a display runs headless and says so in one line', () => {
    const choice = chooseHost({ ...desktop, env: {} })
    expect(choice.host).toBe('headless')
    expect(line(choice)).toBe('There is no display: the controller runs headless, with the desk in the browser.')
  })

  test('as root runs headless: the sandbox is never given up silently', () => {
    const choice = chooseHost({ ...desktop, isRoot: true })
    expect(choice.host).toBe('headless')
    expect(line(choice)).toMatch(/does not run as root: .* headless/)
  })

  test('without Electron runs headless and says why', () => {
    expect(withoutElectron('no network')).toEqual({
      host: 'headless',
      missing: 'Electron is not installed (no network): the controller runs headless, with the desk in the browser.',
    })
  })

  test.each([
    ['--headless', { options: ['--headless'] }],
    ['the variable', { env: { DISPLAY: ':0', CHARGEYARD_HEADLESS: '1' } }],
    ['--help', { options: ['--help'] }],
    ['--version', { options: ['--version'] }],
  ])('asked to by %s runs headless without a word', (_name, wish) => {
    expect(chooseHost({ ...desktop, ...wish })).toEqual({ host: 'headless' })
  })

  test('takes a variable that says no for a no', () => {
    for (const CHARGEYARD_HEADLESS of ['', '0', 'false', 'No']) {
      expect(chooseHost({ ...desktop, env: { DISPLAY: ':0', CHARGEYARD_HEADLESS } }).host).toBe('electron')
    }
  })
})
