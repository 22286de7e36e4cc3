import { readFile } from 'node:fs/promises'
import { hostname, networkInterfaces } from 'node:os'
import { createSecureContext } from 'node:tls'
import { type Clock, every, type Timer } from '../site/clock.ts'
import type { Log } from '../site/log.ts'
import type { Actor } from '../site/permissions.ts'
import type { Site } from '../site/site.ts'
import { StartFailure, sentenceOf } from './failure.ts'

const system: Actor = { kind: 'system', door: 'scheduler' }
/** Addresses change, files are replaced, certificates run out: looked at this often. */
const checkMs = 60_000

interface Pem {
  cert: string
  key: string
}

export interface TlsIdentityOptions {
  site: Site
  clock: Clock
  log: Log
  /** One's own certificate (leaf first) and key; absent: the site's authority signs one. */
  files: { cert: string; key: string } | undefined
  /** Address that the door listens on, beside those of the machine. */
  host: string
  /** Another one, from now on. */
  onChange(identity: Pem): void
}

/** What the encrypted door shows, always fit to be shown: for the machine's present addresses, renewed before it ends. */
export class TlsIdentity {
  readonly #options: TlsIdentityOptions
  #current = ''
  #timer: Timer | undefined
  #checking: Promise<void> | undefined

  constructor(options: TlsIdentityOptions) {
    this.#options = options
  }

  /** @throws StartFailure when one's own files can't be used */
  async start(): Promise<Pem> {
    const identity = await this.#read()
    this.#current = identity.cert
    this.#timer = every(this.#options.clock, checkMs, () => {
      this.#checking ??= this.#check().finally(() => {
        this.#checking = undefined
      })
    })
    return identity
  }

  async stop() {
    this.#timer?.cancel()
    await this.#checking
  }

  async #check() {
    try {
      const identity = await this.#read()
      if (identity.cert === this.#current) return
      this.#options.onChange(identity)
      this.#current = identity.cert
      this.#options.log.info('the encrypted door shows a new certificate')
    } catch (error) {
      // the present one goes on: a file may be half written
      this.#options.log.warn('the certificate of the encrypted door was not renewed', { reason: sentenceOf(error) })
    }
  }

  async #read(): Promise<Pem> {
    const { files, site, host } = this.#options
    if (files) return readFiles(files)
    const { cert, key } = await site.execute(system, 'certificates.serverIdentity', { names: namesOfMachine(host) })
    return { cert, key }
  }
}

async function readFiles(files: { cert: string; key: string }): Promise<Pem> {
  try {
    const [cert, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')])
    createSecureContext({ cert, key })
    return { cert, key }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartFailure(
      `The certificate ${files.cert} and its key ${files.key} can not be used: ${reason}. Give a PEM certificate (its chain behind it) and the key that belongs to it.`,
      error,
    )
  }
}

/** Under what a station may know this machine. */
export function namesOfMachine(host: string): string[] {
  const name = hostname().toLowerCase()
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // link-local addresses of IPv6 are no use without a zone
    .filter(({ address, internal }) => !internal && !address.startsWith('fe80'))
    .map(({ address }) => address)
  const own = /^(0\.0\.0\.0|::)$/.test(host) ? [] : [host]
  const names = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/.test(name) ? [name] : []
  return [
    ...new Set([
      ...own,
      ...addresses.sort(),
      ...names,
      ...names.map((one) => `${one}.local`),
      'localhost',
      '127.0.0.1',
    ]),
  ]
}
