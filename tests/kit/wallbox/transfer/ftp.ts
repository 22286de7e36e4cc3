import { createConnection, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { TransferFailed } from './transfer-failed.ts'

const TIMEOUT_MS = 20_000

/** Stores a file on an FTP server (RFC 959, passive, binary). @throws TransferFailed */
export async function ftpStore(url: URL, body: Buffer, signal: AbortSignal): Promise<void> {
  await session(url, signal, async (control) => {
    const data = await openData(control, url, signal)
    const finished = new Promise<void>((resolve) => data.once('close', () => resolve()))
    await control.ask(`STOR ${pathOf(url)}`, [125, 150])
    data.end(body)
    await finished
    await control.expect([226, 250])
  })
}

/** Fetches a file from an FTP server. @throws TransferFailed */
export async function ftpFetch(url: URL, signal: AbortSignal): Promise<Buffer> {
  return session(url, signal, async (control) => {
    const data = await openData(control, url, signal)
    const parts: Buffer[] = []
    data.on('data', (part: Buffer) => void parts.push(part))
    const finished = new Promise<void>((resolve) => data.once('close', () => resolve()))
    await control.ask(`RETR ${pathOf(url)}`, [125, 150])
    await finished
    await control.expect([226, 250])
    return Buffer.concat(parts)
  })
}

/** The control connection: one command, then its reply. */
interface Control {
  ask(command: string, wanted: readonly number[]): Promise<string>
  expect(wanted: readonly number[]): Promise<string>
}

async function session<T>(url: URL, signal: AbortSignal, work: (control: Control) => Promise<T>): Promise<T> {
  const socket = await connect(url.hostname, Number(url.port || 21), signal)
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]()
  const control: Control = {
    async expect(wanted) {
      for (;;) {
        const { value, done } = await replies.next().catch((error: unknown) => {
          throw new TransferFailed(error instanceof Error ? error.message : String(error))
        })
        if (done) throw new TransferFailed(`${url.host} hung up`)
        // A reply of several lines ends with the one that has a space after its code.
        const [, code, last] = /^(\d{3})( |$)/.exec(value) ?? []
        if (code === undefined || last === undefined) continue
        if (!wanted.includes(Number(code))) throw new TransferFailed(`${url.host} answered ${value}`, Number(code))
        return value
      }
    },
    ask(command, wanted) {
      socket.write(`${command}\r\n`)
      return control.expect(wanted)
    },
  }
  try {
    await control.expect([220])
    const user = await control.ask(`USER ${decodeURIComponent(url.username) || 'anonymous'}`, [230, 331])
    if (user.startsWith('331')) await control.ask(`PASS ${decodeURIComponent(url.password) || 'wallbox@'}`, [202, 230])
    await control.ask('TYPE I', [200])
    const result = await work(control)
    socket.write('QUIT\r\n')
    return result
  } finally {
    socket.destroy()
  }
}

/** Passive mode; of the address that is told only the port counts, as the server may stand behind a router. */
async function openData(control: Control, url: URL, signal: AbortSignal): Promise<Socket> {
  const reply = await control.ask('PASV', [227])
  const [, high, low] = /(\d+),(\d+)\)?\.?\s*$/.exec(reply) ?? []
  if (high === undefined || low === undefined) throw new TransferFailed(`${url.host} told no port: ${reply}`)
  return connect(url.hostname, Number(high) * 256 + Number(low), signal)
}

function connect(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, signal })
    socket.setTimeout(TIMEOUT_MS, () =>
      socket.destroy(new Error(`${host}:${port} did not answer within ${TIMEOUT_MS} ms`)),
    )
    socket.once('error', (error) => reject(new TransferFailed(error.message)))
    socket.once('connect', () => {
      // Later failures end the stream: whoever reads it sees its end.
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}

function pathOf(url: URL): string {
  return decodeURIComponent(url.pathname).replace(/[\r\n]/g, '')
}
