import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LanApi } from '../../mobile-api/lan-api.ts'
import { systemClock } from '../../src/site/clock.ts'
import { silentLog } from '../../src/site/log.ts'
import { adminCredentials, openTestSite, type TestSite } from '../kit/site.ts'

let test: TestSite
let api: LanApi
let origin: string
let browser: Browser
beforeAll(async () => {
  test = await openTestSite()
  api = new LanApi({ site: test.site, clock: systemClock, log: silentLog, host: '127.0.0.1', port: 0, version: '1' })
  origin = `http://127.0.0.1:${(await api.start()).port}`
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
})
afterAll(async () => {
  await browser.close()
  await api.stop()
  test.close()
})

it('the page of the LAN API shows every operation, tries one out, and asks nobody else', async () => {
  const page = await browser.newPage()
  const asked: string[] = []
  const wrong: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
  await page.goto(`${origin}/docs`)
  await page.locator('.opblock').first().waitFor()
  const document = (await (await fetch(`${origin}/openapi.json`)).json()) as { paths: Record<string, object> }
  const operations = Object.values(document.paths).flatMap((item) => Object.keys(item))
  expect(await page.locator('.opblock').count()).toBe(operations.length)

  const login = page.locator('#operations-Sign-in-login')
  await login.locator('.opblock-summary-control').click()
  await login.locator('.try-out__btn').click()
  await login.locator('textarea').fill(JSON.stringify(adminCredentials))
  await login.locator('.execute').click()
  await login.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor()

  expect(asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([])
  expect(wrong).toEqual([])
})
