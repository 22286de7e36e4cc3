import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileDrop } from '../../src/ocpp/file-drop/file-drop.ts'
import { FtpDrop } from '../../src/ocpp/file-drop/ftp-drop.ts'
import { silentLog } from '../../src/site/log.ts'
import { openTestSite } from '../kit/site.ts'
import { type Door, openDoor, until } from './door.ts'

/** As much of an FTP client as a wallbox has. */
class FtpClient {
  readonly #socket: Socket
  #text = ''

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setEncoding('utf8')
    this.#socket.on('data', (text: string) => {
      this.#text += text
    })
    this.#socket.on('error', () => undefined)
  }

  /** The next line with a code and a space. */
  async line(): Promise<string> {
    return until('a line of the FTP server', () => {
      const match = /^(?:\d{3}-[^\n]*\n(?: [^\n]*\n)*)*(\d{3} [^\n]*)\r?\n/.exec(this.#text)
      if (!match) return undefined
      this.#text = this.#text.slice(match[0].length)
      return match[1]
    })
  }

  async say(command: string): Promise<string> {
    this.#socket.write(`${command}\r\n`)
    return this.line()
  }

  async passive(): Promise<Socket> {
    const [, a, b] = /\((?:\d+,){4}(\d+),(\d+)\)/.exec(await this.say('PASV')) ?? []
    return connect(Number(a) * 256 + Number(b), '127.0.0.1')
  }

  end() {
    this.#socket.destroy()
  }
}

describe('the file drop over FTP', () => {
  let door: Door
  let drop: FileDrop
  let ftp: FtpDrop
  const port = 20_000 + Math.floor(process.pid % 10_000)

  beforeEach(async () => {
    const test = await openTestSite()
    drop = new FileDrop({
      site: test.site,
      log: silentLog,
      folder: join(test.folder, 'files'),
      baseUrl: (over) => (over === 'ftp' ? `ftp://127.0.0.1:${port}` : undefined),
    })
    await drop.start()
    door = await openDoor({ test })
    ftp = new FtpDrop({
      drop,
      log: silentLog,
      host: '127.0.0.1',
      port,
      publicHost: () => '127.0.0.1',
      passivePorts: { from: port + 1, to: port + 10 },
    })
    await ftp.start()
  })
  afterEach(async () => {
    await ftp.stop()
    await door.close()
  })

  const addressOf = async (ask: () => Promise<unknown>, action: string) => {
    const station = await door.station('BOX-1')
    await station.boot()
    const asked = ask()
    const call = await station.called(action)
    station.answer(call, action === 'GetDiagnostics' ? { fileName: 'log.txt' } : {})
    await asked
    return new URL(String(call.payload.location))
  }
  const login = async ({ username, password }: { username: string; password: string }) => {
    const client = new FtpClient(port)
    await client.line()
    await client.say(`USER ${username}`)
    const answer = await client.say(`PASS ${password}`)
    return { client, answer }
  }

  it('takes a log with the user and password of its address', async () => {
    const url = await addressOf(() => door.ask('stations.fetchLog', { id: 'BOX-1' }), 'GetDiagnostics')
    expect(url.protocol).toBe('ftp:')
    const { client, answer } = await login(url)
    expect(answer).toMatch(/^230/)
    await client.say('TYPE I')
    const data = await client.passive()
    const stored = client.say('STOR log.txt')
    data.end('a log over FTP')
    expect(await stored).toMatch(/^150/)
    const transfer = await until('the log', async () => {
      const [latest] = await door.ask('transfers.list', { id: 'BOX-1' })
      return latest?.state === 'done' && latest
    })
    expect(transfer).toMatchObject({ fileName: 'log.txt', sizeBytes: 14, over: 'ftp' })
    expect(readFileSync(drop.logPath(transfer.id), 'utf8')).toBe('a log over FTP')
    client.end()
  })

  it('gives a firmware', async () => {
    const stored = await drop.store(Readable.from([Buffer.alloc(50_000, 'x')]))
    const image = await door.ask('firmware.add', { ...stored, fileName: 'box.bin' })
    const ask = () => door.ask('stations.updateFirmware', { id: 'BOX-1', imageId: image.id })
    const url = await addressOf(ask, 'UpdateFirmware')
    const { client } = await login(url)
    await client.say('TYPE I')
    const data = await client.passive()
    const chunks: Buffer[] = []
    data.on('data', (chunk: Buffer) => chunks.push(chunk))
    await client.say(`RETR ${url.pathname.slice(1)}`)
    await until('the file', () => Buffer.concat(chunks).length === 50_000)
    client.end()
  })

  it('lets nobody in with anything else', async () => {
    for (const [username, password] of [
      ['anonymous', 'a@b.c'],
      ['t1', 'x'],
      ['root', ''],
    ] as const) {
      const { client, answer } = await login({ username, password })
      expect(answer).not.toMatch(/^230/)
      client.end()
    }
  })
})
