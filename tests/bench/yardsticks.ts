/**
 * What our server is measured against, in a process of its own: `echo` sends each frame back as it is; `null` reads it as
 * JSON and answers with a constant, as a server would that forgets everything.
 */
import { WebSocketServer } from 'ws'

const [kind] = process.argv.slice(2)
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: false,
  handleProtocols: (offered) => [...offered][0] ?? false,
})
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    if (kind === 'echo') return socket.send(data, { binary: false })
    const [, id] = JSON.parse(data.toString('utf8')) as [number, string]
    socket.send(JSON.stringify([3, id, {}]))
  })
})
server.on('listening', () => {
  const address = server.address()
  console.log(`listening ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
})
process.on('SIGTERM', () => process.exit(0))
