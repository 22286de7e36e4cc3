import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../sync/hub/mssql/migrations.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('what ships with the hub', () => {
  it('starts the built hub, as a service and as an image, and stops it gracefully', () => {
    const unit = read('deploy/chargeyard-hub.service')
    expect(unit).toMatch(/^ExecStart=.* out\/main\/hub-cli\.js run --shared$/m)
    expect(unit).toMatch(/^KillSignal=SIGTERM$/m)
    const image = read('deploy/hub.Dockerfile')
    expect(image).toContain('ENTRYPOINT ["node", "out/main/hub-cli.js"]')
    expect(image).toMatch(/^USER node$/m)
    expect(image).not.toMatch(/PASSWORD|SECRET/)
    expect(read('electron.vite.config.ts')).toContain("'hub-cli': resolve('sync/hub/cli.ts')")
  })

  it('documents each view for people', () => {
    const text = read('docs/hub.md')
    const views = migrations
      .flatMap(({ batches }) => batches)
      .flatMap((batch) => /create view (hub\.\w+)/.exec(batch)?.[1] ?? [])
    expect(views.length).toBeGreaterThan(3)
    for (const view of views) expect(text).toContain(`\`${view}\``)
  })
})
