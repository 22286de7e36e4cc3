import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rendererFolder } from '../../src/main/paths.ts'
import { SiteController } from '../../src/main/site-controller.ts'
import { silentLog } from '../../src/site/log.ts'
import type { WallboxOptions } from '../kit/wallbox/options.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { DeskClient } from '../main/desk/desk-client.ts'

export const administrator = { email: 'boss@yard.example', password: 'a long enough password' }

/** A whole controller on a folder of its own, with virtual wallboxes whose time a test moves. */
export class DeskYard {
  readonly folder = mkdtempSync(join(tmpdir(), 'chargeyard-e2e-'))
  readonly #boxes: VirtualWallbox[] = []
  #controller: SiteController | undefined
  deskUrl = ''
  ocppUrl = ''

  async start() {
    if (!existsSync(join(rendererFolder, 'index.html')))
      throw new Error('The desk is not built: run "npm run build" first, or the tests by "npm test".')
    const port = this.deskUrl === '' ? 0 : Number(new URL(this.deskUrl).port)
    this.#controller = new SiteController(
      {
        data: this.folder,
        deskHost: '127.0.0.1',
        deskPort: port,
        ocppHost: '127.0.0.1',
        ocppPort: this.ocppUrl === '' ? 0 : Number(new URL(this.ocppUrl).port),
        lanHost: '127.0.0.1',
        lanPort: 0,
        adminEmail: undefined,
        adminPasswordFile: undefined,
        logLevel: 'error',
      },
      { log: silentLog },
    )
    const { deskUrl, ocppUrl } = await this.#controller.start()
    this.deskUrl = deskUrl
    this.ocppUrl = ocppUrl
  }

  async stop() {
    await this.#controller?.stop()
    this.#controller = undefined
  }

  async close() {
    await Promise.all(this.#boxes.map((box) => box.stop()))
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** A desk without a browser, for what a test only needs to be there. */
  async setUp(): Promise<DeskClient> {
    const desk = new DeskClient(Number(new URL(this.deskUrl).port))
    const answer = await desk.post('/setup', {
      siteName: 'North yard',
      accountName: 'Yard Ltd',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      pricePerKWhMicros: 400_000,
      ...administrator,
    })
    if (answer.status !== 200) throw new Error(`the set-up failed: ${answer.text}`)
    return desk
  }

  /** Switches a box on; its time stands until it is ticked. */
  box(options: Pick<WallboxOptions, 'id' | 'protocol'> & Partial<WallboxOptions>): VirtualWallbox {
    const box = new VirtualWallbox({
      url: this.ocppUrl,
      speed: 0,
      meterIntervalMs: 10_000,
      reconnectMs: { first: 100, most: 300 },
      ...options,
    })
    this.#boxes.push(box)
    box.start()
    return box
  }
}
