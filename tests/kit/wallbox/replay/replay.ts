import { adviceFor } from '../advice.ts'
import { Misuse } from '../misuse.ts'
import type { Connection } from '../network.ts'
import { dialectOf, stationUrl, type WallboxOptions } from '../options.ts'
import { WallboxSocket } from '../socket.ts'
import type { RecordedFrame } from './recording.ts'
import { Replayer, type ReplaySummary } from './replayer.ts'

export interface ReplayRun {
  readonly box: Pick<
    WallboxOptions,
    'url' | 'id' | 'protocol' | 'password' | 'username' | 'ca' | 'certificate' | 'reconnectMs' | 'callTimeoutMs'
  >
  readonly frames: readonly RecordedFrame[]
  readonly pace: number
  readonly shiftTimes: boolean
  readonly tell: (text: string) => void
  /** called with each frame as it goes over the wire */
  readonly onFrame?: (direction: 'sent' | 'received', text: string) => void
  readonly signal: AbortSignal
}

const DEFAULT_TIMEOUT_MS = 30_000

/**
 * Connects as the recorded box and replays it; waits until the site lets it in.
 * @throws Misuse when the connection breaks off on the way, or the recording is of no use
 */
export async function replay(run: ReplayRun): Promise<ReplaySummary> {
  const { box, tell, signal } = run
  const attempt = { url: box.url, id: box.id, protocol: box.protocol, withPassword: box.password !== undefined }
  const connection = connectionFor(box)
  const answerTimeoutMs = box.callTimeoutMs ?? DEFAULT_TIMEOUT_MS
  let replayer: Replayer | undefined
  let told = ''
  const broken = new AbortController()
  const { promise: finished, resolve, reject } = Promise.withResolvers<ReplaySummary>()
  const socket = new WallboxSocket({
    connection: () => connection,
    subprotocols: [box.protocol],
    speaks: box.protocol,
    reconnectMs: box.reconnectMs ?? { first: 1_000, most: 10_000 },
    connectTimeoutMs: answerTimeoutMs,
    chunkLength: () => undefined,
    onText: (text) => {
      run.onFrame?.('received', text)
      replayer?.receive(text)
    },
    onTrouble: (trouble) => {
      const advice = adviceFor(trouble, attempt)
      if (replayer === undefined && advice !== told) tell(advice)
      told = advice
    },
    onClose: () => {
      broken.abort()
      reject(new Misuse(`the site ended the connection after ${replayer?.summary.sent ?? 0} messages`))
    },
    onOpen: (send) => {
      replayer = new Replayer({
        ...run,
        dialect: dialectOf(box.protocol),
        answerTimeoutMs,
        send: (text) => {
          run.onFrame?.('sent', text)
          send(text)
        },
      })
      replayer.run(AbortSignal.any([signal, broken.signal])).then(resolve, reject)
    },
  })
  signal.addEventListener('abort', () => reject(new Misuse('the replay was stopped')), { once: true })
  socket.up()
  try {
    return await finished
  } finally {
    await socket.close()
  }
}

function connectionFor(box: ReplayRun['box']): Connection {
  const { password, username, id, ca, certificate, url } = box
  const basic = password === undefined ? undefined : Buffer.from(`${username ?? id}:${password}`).toString('base64')
  return {
    url: stationUrl(url, id),
    headers: basic ? { Authorization: `Basic ${basic}` } : {},
    tls: url.startsWith('wss:') ? { ...(ca && ca.length > 0 ? { ca: [...ca] } : {}), ...certificate } : {},
  }
}
