import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { ManualClock } from '../kit/clock.ts'
import { openDesk } from './desk/open-desk.ts'

it('the desk does not wait for a connection that a browser has opened in advance', async () => {
  // its patience is a timer of a clock that stands still
  const desk = await openDesk({ clock: new ManualClock(Date.now()) })
  const silent = connect(desk.port, '127.0.0.1')
  const closed = new Promise((resolve) => silent.once('close', resolve))
  silent.on('error', () => undefined)
  await new Promise((resolve) => silent.once('connect', resolve))
  // whoever is answered after it knows that the server has seen it
  expect((await desk.admin.get('/healthz')).status).toBe(200)
  await desk.close()
  await closed
})
