import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import type { DeskClient } from '../main/desk/desk-client.ts'
import { namelessControls, openBrowser, openWindow, overflow, signIn } from './desk-browser.ts'
import { administrator, DeskYard } from './desk-yard.ts'

let browser: Browser
let yard: DeskYard
let desk: DeskClient
let box: VirtualWallbox
const folder = mkdtempSync(join(tmpdir(), 'chargeyard-firmware-'))

const tabs = ['charging', 'settings', 'files', 'security', 'more', 'console']
const pages = [...tabs.map((tab) => `/stations/BOX-1/${tab}`), '/quarantine', '/alarms', '/models', '/models/plans']

beforeAll(async () => {
  browser = await openBrowser()
  yard = new DeskYard()
  await yard.start()
  desk = await yard.setUp()
  await desk.rpc('stations.adopt', { id: 'BOX-1', name: 'Gate' })
  await desk.rpc('tags.create', { idTag: 'CARD-1', name: 'Card one' })
  box = yard.box({ id: 'BOX-1', protocol: 'ocpp2.0.1', connectors: 2 })
  await box.online()
})
afterAll(async () => {
  await browser.close()
  await yard.close()
  rmSync(folder, { recursive: true, force: true })
})

async function openDesk(path: string) {
  const { page, complaints } = await openWindow(browser, yard.deskUrl, {})
  await signIn(page, administrator)
  await page.goto(yard.deskUrl + path)
  await page.locator('[data-connection=live]').waitFor()
  return { page, complaints }
}

describe('what a site manager can do with a wallbox beyond charging', () => {
  test('any request of its protocol: what is wrong is said before it is sent, what it answers is shown', async () => {
    const { page } = await openDesk('/stations/BOX-1/console')
    const request = page.getByRole('combobox', { name: 'Request' })
    await request.fill('SetVariables')
    await page.keyboard.press('Escape')
    await page.getByLabel('Payload (JSON)').fill('{"setVariableData": 3}')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('This must be a list.').waitFor()
    await request.fill('GetLocalListVersion')
    await page.keyboard.press('Escape')
    await page.getByLabel('Payload (JSON)').fill('')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('[data-sent=GetLocalListVersion]').getByText('"versionNumber"').waitFor()
  })

  test('its log is fetched and a firmware is brought in and sent to it, with one click each', async () => {
    const image = join(folder, 'gate 2.bin')
    writeFileSync(image, 'a firmware')
    const { page, complaints } = await openDesk('/stations/BOX-1/files')
    await page.getByRole('button', { name: 'Fetch the log' }).click()
    await page.locator('[data-transfer=diagnostics]').waitFor()
    await page.getByRole('button', { name: 'Bring in a firmware' }).click()
    await page.locator('input[type=file]').setInputFiles(image)
    await page.getByRole('dialog').getByRole('button', { name: 'Bring it in' }).click()
    const row = page.locator('[data-firmware="gate-2.bin"]')
    await row.getByRole('button', { name: 'Update' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Update' }).click()
    await page.locator('[data-transfer=firmware]').waitFor()
    expect(complaints).toEqual([])
  })

  test('a limit is set, shown as it will hold, and taken away', async () => {
    const { page, complaints } = await openDesk('/stations/BOX-1/charging')
    await page.getByRole('button', { name: 'Set a limit' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Limit' }).fill('10')
    await dialog.getByRole('button', { name: 'Set a limit' }).click()
    const profile = page.locator('[data-profile=tx-default]')
    await profile.getByText('10.0 A').waitFor()
    await profile.getByText('At the station').waitFor()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('combobox', { name: 'Where' }).click()
    await page.getByRole('option', { name: 'Connector 1' }).click()
    await page.getByRole('figure', { name: 'Limits of the next 24 hours' }).waitFor()
    await profile.getByRole('button', { name: 'Take away' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click()
    await page.getByText('The limit is gone.').waitFor()
    await expect.poll(() => profile.count(), { timeout: 20_000 }).toBe(0)
    expect(complaints).toEqual([])
  })

  test('its settings are kept as a snapshot and compared', async () => {
    await desk.rpc('stations.readSettings', { id: 'BOX-1' })
    const { page, complaints } = await openDesk('/stations/BOX-1/settings')
    await page.getByRole('button', { name: 'Snapshots' }).click()
    await page.getByLabel('Name of the snapshot').fill('Before winter')
    await page.getByRole('button', { name: 'Keep the settings of now' }).click()
    await page.locator('[data-snapshot="Before winter"]').waitFor()
    await page.getByText('Nothing differs.').waitFor()
    expect(complaints).toEqual([])
  })
})

test('what it keeps about a customer is asked for, read and removed', async () => {
  const { page, complaints } = await openDesk('/stations/BOX-1/more')
  await page.getByLabel('Tag, or another id of the customer').fill('CARD-1')
  await page.getByRole('button', { name: 'Ask the station' }).click()
  const inquiry = page.locator('[data-inquiry=complete], [data-inquiry=empty]')
  await inquiry.getByText('CARD-1').waitFor()
  await inquiry.getByRole('button', { name: 'Remove what was told about CARD-1' }).click()
  await page.getByText('Nothing was asked yet.').waitFor()
  expect(complaints).toEqual([])
})

test('the pages have a name for each control, and fit on a phone, in German too', async () => {
  const { page, complaints } = await openWindow(browser, yard.deskUrl, {
    viewport: { width: 360, height: 740 },
    locale: 'de-DE',
    colorScheme: 'dark',
  })
  await signIn(page, administrator)
  for (const path of pages) {
    await page.goto(yard.deskUrl + path)
    await page.locator('[data-connection=live]').waitFor()
    await expect.poll(() => page.locator('.mantine-Skeleton-root').count(), { timeout: 20_000 }).toBe(0)
    expect(await namelessControls(page), path).toEqual([])
    expect(await overflow(page), path).toBe(0)
  }
  expect(complaints).toEqual([])
})
