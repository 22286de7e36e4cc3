/**
 * Moves the write-ahead log into the database file, off the writer's thread. PASSIVE never waits for anybody; the writer
 * follows with a short PASSIVE of its own (see checkpoints.ts), after which the log starts over.
 */
import { parentPort, workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'

const { file } = workerData as { file: string }
const sqlite = new BetterSqlite3(file)
sqlite.pragma('busy_timeout = 0')
sqlite.pragma('synchronous = FULL')
parentPort?.on('message', (message: 'checkpoint' | 'stop') => {
  if (message === 'stop') {
    sqlite.close()
    parentPort?.close()
    return
  }
  try {
    const [row] = sqlite.pragma('wal_checkpoint(PASSIVE)') as { busy: number; log: number; checkpointed: number }[]
    parentPort?.postMessage({ log: row?.log ?? 0, checkpointed: row?.checkpointed ?? 0 })
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) })
  }
})
