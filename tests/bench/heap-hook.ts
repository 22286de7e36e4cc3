/** Loaded before a server whose memory is measured: tells its parent, whenever asked, what is alive in its heap, bytes. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
// V8 drops code that was not run for a while, which would be taken for memory of stations
setFlagsFromString('--no-flush-bytecode')
const collectGarbage = runInNewContext('gc') as () => void
process.on('message', () => {
  collectGarbage()
  collectGarbage()
  process.send?.(process.memoryUsage().heapUsed)
})
// being asked is no reason to live on
process.channel?.unref()
