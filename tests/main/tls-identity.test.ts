import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StartFailure } from '../../src/main/failure.ts'
import { namesOfMachine, TlsIdentity } from '../../src/main/tls-identity.ts'
import { silentLog } from '../../src/site/log.ts'
import { certificateOf, type Issued } from '../kit/certificates.ts'
import { ManualClock } from '../kit/clock.ts'
import { openTestSite, type TestSite } from '../kit/site.ts'
import { until } from '../ocpp/door.ts'

const dayMs = 86_400_000
let test: TestSite
let clock: ManualClock
let folder: string
const shown: { cert: string; key: string }[] = []

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 20))
  test = await openTestSite({ clock })
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-tls-'))
  shown.length = 0
})

afterEach(() => {
  test.close()
  rmSync(folder, { recursive: true, force: true })
})

function keeper(files?: { cert: string; key: string }): TlsIdentity {
  const onChange = (identity: { cert: string; key: string }) => void shown.push(identity)
  return new TlsIdentity({ site: test.site, clock, log: silentLog, files, host: '127.0.0.1', onChange })
}

describe('the certificate of the encrypted door', () => {
  it('is for the addresses of the machine, signed by the authority of the site, and the same after a restart', async () => {
    const first = keeper()
    const { cert } = await first.start()
    await first.stop()
    const leaf = new X509Certificate(cert)
    const { pem } = await test.site.execute(test.admin, 'certificates.authority', {})
    expect(leaf.verify(new X509Certificate(pem).publicKey)).toBe(true)
    for (const name of namesOfMachine('127.0.0.1')) {
      const fits = isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)
      expect(fits, name).toBeDefined()
    }
    expect(cert.endsWith(pem)).toBe(true)
    const second = keeper()
    expect((await second.start()).cert).toBe(cert)
    await second.stop()
  })

  it('keeps the key of the authority sealed in the database', async () => {
    const one = keeper()
    const { key } = await one.start()
    await one.stop()
    const rows = await test.site.execute(test.admin, 'certificates.list', {})
    expect(rows.map(({ kind }) => kind).sort()).toEqual(['authority', 'server'])
    expect(JSON.stringify(rows)).not.toContain('PRIVATE KEY')
    expect(JSON.stringify(rows)).not.toContain(key)
  })

  it('is renewed while the controller runs: before it ends, and when the machine gets another name', async () => {
    const one = keeper()
    const { cert } = await one.start()
    await test.site.execute(test.admin, 'security.update', { serverNames: ['yard.example', 'FD12:0:0::0001'] })
    clock.advance(60_000)
    await until('a certificate for the new name', () => shown.length === 1)
    expect(new X509Certificate(shown[0]?.cert ?? '').subjectAltName).toContain('yard.example')
    clock.advance(340 * dayMs)
    await until('a renewed certificate', () => {
      clock.advance(60_000)
      return shown.length === 2
    })
    const end = new X509Certificate(shown[1]?.cert ?? '').validToDate.getTime()
    expect(end).toBeGreaterThan(new X509Certificate(cert).validToDate.getTime())
    await one.stop()
  })

  it("is one's own where files are given; replaced files count, half written ones don't", async () => {
    const files = { cert: join(folder, 'door.pem'), key: join(folder, 'door.key') }
    const write = (issued: Issued) => {
      writeFileSync(files.cert, issued.pem)
      writeFileSync(files.key, issued.key.pem)
    }
    write(await certificateOf({ name: 'CN=first' }))
    const one = keeper(files)
    expect(new X509Certificate((await one.start()).cert).subject).toBe('CN=first')
    const next = await certificateOf({ name: 'CN=second' })
    writeFileSync(files.cert, next.pem)
    clock.advance(60_000)
    writeFileSync(files.key, next.key.pem)
    await until('the new certificate', () => {
      clock.advance(60_000)
      return shown.length > 0
    })
    expect(shown).toEqual([{ cert: next.pem, key: next.key.pem }])
    await one.stop()
  })

  it('does not let the controller start with a key that is not its own', async () => {
    const files = { cert: join(folder, 'door.pem'), key: join(folder, 'door.key') }
    writeFileSync(files.cert, (await certificateOf({ name: 'CN=first' })).pem)
    await expect(keeper(files).start()).rejects.toThrow(StartFailure)
    writeFileSync(files.key, (await certificateOf({ name: 'CN=other' })).key.pem)
    await expect(keeper(files).start()).rejects.toThrow(/belongs to it/)
  })
})
