import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { de } from '../../src/renderer/desk/i18n/de.ts'
import { en } from '../../src/renderer/desk/i18n/en.ts'
import { namelessControls, openBrowser, openWindow, overflow, signIn, textsOf } from './desk-browser.ts'
import { administrator, DeskYard } from './desk-yard.ts'

let browser: Browser
let yard: DeskYard
let session: string

const pages = [
  '/',
  '/stations',
  '/stations/BOX-1',
  '/stations/BOX-1/settings',
  '/stations/BOX-1/messages',
  '/stations/BOX-2',
  '/stations/gone',
  '/transactions',
  '/transactions?state=running&station=BOX-1',
  '/tags',
  '/settings/site',
  '/settings/hq',
  '/settings/users',
  '/settings/about',
  '/no/such/page',
]

beforeAll(async () => {
  browser = await openBrowser()
  yard = new DeskYard()
  await yard.start()
  const desk = await yard.setUp()
  await desk.rpc('stations.adopt', { id: 'BOX-1', name: 'A gate with a name that is rather long for a small screen' })
  await desk.rpc('stations.adopt', { id: 'BOX-2', password: 'secret-of-box-2' })
  await desk.rpc('tags.create', { idTag: 'CARD-1', name: 'Card one' })
  const box = yard.box({ id: 'BOX-1', protocol: 'ocpp2.0.1', connectors: 2 })
  await box.online()
  box.plug(1, { batteryKWh: 60, soc: 30 })
  await box.swipe(1, 'CARD-1')
  await box.tick(10 * 60_000)
  yard.box({ id: 'STRANGER', protocol: 'ocpp1.6' })
  await desk.rpc('stations.readSettings', { id: 'BOX-1' })
  const { json } = await desk.rpc('transactions.list', {})
  session = json.items[0].uid
})
afterAll(async () => {
  await browser.close()
  await yard.close()
})

async function visitAll(page: Page, look: (path: string) => Promise<void>) {
  for (const path of [...pages, `/transactions/${session}`]) {
    await page.goto(yard.deskUrl + path)
    await page.locator('[data-connection=live]').waitFor()
    // what is being read has come
    await expect.poll(() => page.locator('.mantine-Skeleton-root').count(), { timeout: 20_000 }).toBe(0)
    await look(path)
  }
}

describe.each([
  { name: 'by day', options: { colorScheme: 'light' as const } },
  { name: 'by night', options: { colorScheme: 'dark' as const } },
  { name: 'on a phone', options: { viewport: { width: 380, height: 740 } } },
  { name: 'on a phone in German', options: { viewport: { width: 380, height: 740 }, locale: 'de-DE' } },
])('every page $name', ({ options }) => {
  test('complains about nothing, fits its window and has a name for everything', async () => {
    const { page, complaints } = await openWindow(browser, yard.deskUrl, options)
    await signIn(page, administrator)
    const found: string[] = []
    await visitAll(page, async (path) => {
      const wide = await overflow(page)
      if (wide > 0) found.push(`${path} is ${wide} px too wide`)
      for (const control of await namelessControls(page)) found.push(`${path}: ${control}`)
      if ((await page.locator('h1').count()) > 1) found.push(`${path} has several main headings`)
    })
    expect([...found, ...complaints]).toEqual([])
    await page.context().close()
  })
})

/** Every text as it stands in the tables, without those that have something filled in. */
function texts(table: object): string[] {
  return Object.values(table).flatMap((value) =>
    typeof value === 'string' ? (value.includes('{{') ? [] : [value]) : texts(value),
  )
}

test('in German nothing is left in English', async () => {
  const german = new Set(texts(de))
  const onlyEnglish = new Set(texts(en).filter((text) => !german.has(text)))
  const { page } = await openWindow(browser, yard.deskUrl, { locale: 'de-DE' })
  await signIn(page, administrator)
  const left = new Set<string>()
  await visitAll(page, async () => {
    const shown = await textsOf(page)
    for (const text of shown) if (onlyEnglish.has(text)) left.add(text)
  })
  // the station's own words stay as they are
  expect(
    [...left].filter((text) => !['Available', 'Charging', 'Occupied', 'Accepted', 'Heartbeat'].includes(text)),
  ).toEqual([])
  expect(await page.locator('html').getAttribute('lang')).toBe('de')
  await page.context().close()
})

test('the choice of language and of light or dark follows the user to another device', async () => {
  const first = await openWindow(browser, yard.deskUrl, { colorScheme: 'light' })
  await signIn(first.page, administrator)
  await first.page.getByRole('button', { name: /^Language/ }).click()
  await first.page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await first.page.getByRole('heading', { name: 'Übersicht' }).waitFor()
  const scheme = first.page.getByRole('button', { name: /^Wie das System\. / })
  await scheme.click()
  await first.page.getByRole('button', { name: /^Hell\. / }).click()
  await first.page.locator('html[data-mantine-color-scheme=dark]').waitFor()
  const second = await openWindow(browser, yard.deskUrl, { colorScheme: 'light' })
  await signIn(second.page, administrator)
  await second.page.getByRole('heading', { name: 'Übersicht' }).waitFor()
  await second.page.locator('html[data-mantine-color-scheme=dark]').waitFor()
  await first.page.context().close()
  await second.page.context().close()
})
