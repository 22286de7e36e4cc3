import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}

export interface Window {
  page: Page
  /** What a user should never meet: errors in the console, and requests to anybody else. */
  complaints: string[]
}

/** A window of its own user, with German clocks. */
export async function openWindow(browser: Browser, origin: string, options: BrowserContextOptions): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      complaints.push(`asked ${request.url()}`)
  })
  await page.goto(origin)
  return { page, complaints }
}

export async function signIn(page: Page, credentials: { email: string; password: string }) {
  await page.locator('input[type=email]').fill(credentials.email)
  await page.locator('input[type=password]').fill(credentials.password)
  await page.locator('button[type=submit]').click()
  await page.locator('[data-connection=live]').waitFor()
}

/** What a screen reader would have no name for. */
export function namelessControls(page: Page): Promise<string[]> {
  // a text: the tests' own types know no DOM
  return page.evaluate(`[...document.querySelectorAll('button, a[href], input, select, textarea, [role=button]')]
    .filter((element) => element.offsetParent !== null && element.getAttribute('type') !== 'hidden')
    .filter((element) => {
      const labelledBy = (element.getAttribute('aria-labelledby') ?? '').split(' ')
      const names = [
        element.getAttribute('aria-label'),
        element.textContent,
        element.getAttribute('title'),
        ...[...(element.labels ?? [])].map((label) => label.textContent),
        ...labelledBy.map((id) => document.getElementById(id)?.textContent),
      ]
      return !names.some((name) => name?.trim())
    })
    .map((element) => element.outerHTML.slice(0, 160))`)
}

/** By how many pixels a page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** All that a page shows or says to a screen reader, piece by piece. */
export function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) texts.push(walker.currentNode.textContent.trim())
    for (const element of document.querySelectorAll('[aria-label], [placeholder]'))
      texts.push(element.getAttribute('aria-label') ?? '', element.getAttribute('placeholder') ?? '')
    return texts
  })()`)
}
