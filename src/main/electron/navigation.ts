import type { Session, Shell, WebContents } from 'electron'

export interface NavigationOptions {
  /** The origin of the desk, once the core has reported it. */
  deskOrigin: () => string | undefined
  openExternal: Shell['openExternal']
}

/** True when `url` belongs to the desk. The shell's own status page is loaded by the shell, which no rule hinders. */
export function isDeskUrl(url: string, deskOrigin: string | undefined): boolean {
  return deskOrigin !== undefined && URL.canParse(url) && new URL(url).origin === deskOrigin
}

/** Only web addresses may leave for the system's browser: other schemes start programs (`file:`, `ms-msdt:` and their like). */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}

/** Keeps a web page on the desk: no other origin, no second window, no embedded web view. */
export function lockNavigation(contents: WebContents, { deskOrigin, openExternal }: NavigationOptions): void {
  const keep = (event: { preventDefault: () => void; url: string }) => {
    if (!isDeskUrl(event.url, deskOrigin())) event.preventDefault()
  }
  contents.on('will-navigate', keep)
  contents.on('will-frame-navigate', keep)
  contents.on('will-redirect', keep)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebAddress(url)) {
      openExternal(url).catch((error: unknown) => console.error(`The browser did not open ${url}:`, error))
    }
    return { action: 'deny' }
  })
}

/** The desk needs no camera, no location and no notifications. It may fill the clipboard when a "copy" button is pressed. */
export function denyPermissions(session: Session, deskOrigin: () => string | undefined): void {
  const allowed = (permission: string, url: string) =>
    permission === 'clipboard-sanitized-write' && isDeskUrl(url, deskOrigin())
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(allowed(permission, details.requestingUrl))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
}
