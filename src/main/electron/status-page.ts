import type { CoreState } from './core-supervisor.ts'
import type { ShellTexts } from './texts.ts'

/**
 * The page that the window shows while there is no desk to show, as a `data:` address. It runs no script and loads nothing.
 * Returns undefined for the states that need no page.
 */
export function statusPage(state: CoreState, texts: ShellTexts): string | undefined {
  if (state.name === 'starting') return page(texts.starting, '')
  if (state.name !== 'waiting') return undefined
  const retry = texts.retry(Math.max(1, Math.round(state.retryInMs / 1000)))
  return page(texts.stopped, [state.reason, retry].filter((sentence) => sentence !== undefined).join(' '))
}

function page(title: string, text: string): string {
  const html = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Chargeyard</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-content: center; height: 100vh; margin: 0; text-align: center }
  p { max-width: 40em; opacity: .75 }
</style>
<main role="status"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
