import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { describe, expect, test } from 'vitest'
import { denyPermissions, isDeskUrl, isWebAddress, lockNavigation } from '../../../src/main/electron/navigation.ts'

const desk = 'http://127.0.0.1:8080'

function page(deskOrigin: () => string | undefined = () => desk) {
  const opened: string[] = []
  let openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof openHandler) => {
      openHandler = handler
    },
  })
  lockNavigation(contents as unknown as WebContents, {
    deskOrigin,
    openExternal: async (url) => void opened.push(url),
  })
  const goes = (event: string, url: string) => {
    let prevented = false
    contents.emit(event, { url, preventDefault: () => (prevented = true) })
    return !prevented
  }
  return { goes, opened, open: (url: string) => openHandler({ url }) }
}

describe('the window stays on the desk', () => {
  const events = ['will-navigate', 'will-frame-navigate', 'will-redirect']

  test.each(events)('%s inside the desk is allowed', (event) => {
    expect(page().goes(event, `${desk}/stations/7?tab=log#end`)).toBe(true)
  })

  test.each(
    events.flatMap((event) =>
      [
        'https://example.org/',
        'http://127.0.0.1:8081/',
        'http://localhost:8080/',
        'https://127.0.0.1:8080/',
        'http://127.0.0.1:8080@evil.example/',
        'http://127.0.0.1:8080.evil.example/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'data:text/html,hello',
        'not an address',
      ].map((url) => [event, url] as const),
    ),
  )('%s to %s is prevented', (event, url) => {
    expect(page().goes(event, url)).toBe(false)
  })

  test('nothing is allowed before the desk is known', () => {
    expect(page(() => undefined).goes('will-navigate', `${desk}/`)).toBe(false)
    expect(isDeskUrl(`${desk}/`, undefined)).toBe(false)
  })

  test('a web view is never attached', () => {
    expect(page().goes('will-attach-webview', desk)).toBe(false)
  })
})

describe('a page that asks for a second window', () => {
  test.each(['https://example.org/manual', 'http://192.168.1.20/'])('gets none; %s opens in the browser', (url) => {
    const { open, opened } = page()
    expect(open(url)).toEqual({ action: 'deny' })
    expect(opened).toEqual([url])
  })

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:a@b.c',
    'ms-msdt:/id',
    'smb://host/x',
    'not an address',
  ])('gets none, and %s opens nowhere', (url) => {
    const { open, opened } = page()
    expect(open(url)).toEqual({ action: 'deny' })
    expect(opened).toEqual([])
    expect(isWebAddress(url)).toBe(false)
  })
})

describe('permissions', () => {
  function session() {
    const handlers: Record<string, (...args: never[]) => unknown> = {}
    const keep = (name: string) => (handler: (...args: never[]) => unknown) => {
      handlers[name] = handler
    }
    denyPermissions(
      {
        setPermissionRequestHandler: keep('request'),
        setPermissionCheckHandler: keep('check'),
        setDevicePermissionHandler: keep('device'),
      } as unknown as Session,
      () => desk,
    )
    const call = (name: string, ...args: unknown[]) => handlers[name]?.(...(args as never[]))
    const request = (permission: string, requestingUrl: string) => {
      let granted: boolean | undefined
      call('request', null, permission, (answer: boolean) => (granted = answer), { requestingUrl })
      return granted
    }
    return { request, check: (permission: string, origin: string) => call('check', null, permission, origin), call }
  }

  test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'usb', 'fullscreen'])(
    '%s is denied, to the desk too',
    (permission) => {
      expect(session().request(permission, `${desk}/`)).toBe(false)
      expect(session().check(permission, desk)).toBe(false)
    },
  )

  test('filling the clipboard is allowed, to the desk alone', () => {
    expect(session().request('clipboard-sanitized-write', `${desk}/settings`)).toBe(true)
    expect(session().check('clipboard-sanitized-write', desk)).toBe(true)
    expect(session().request('clipboard-sanitized-write', 'https://example.org/')).toBe(false)
    expect(session().check('clipboard-sanitized-write', 'https://example.org')).toBe(false)
  })

  test('no device is handed out', () => {
    expect(session().call('device', {})).toBe(false)
  })
})
