import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { seeded } from '../demo/random.ts'
import { expectAtHeadquarters, expectOnFile, expectSound, outboxLength } from './audit.ts'
import { admin, Journey } from './harness.ts'
import { Load } from './load.ts'
import { eventually } from './wait.ts'

/** A broker of its own, as headquarters in production has one. It keeps nothing over its end. */
async function startBroker(journey: Journey): Promise<ChildProcess> {
  const { broker: port } = journey.ports
  const file = join(journey.folder, 'mosquitto.conf')
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`)
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await eventually('the broker listens', () => listens(port))
  return child
}

async function kill(child: ChildProcess) {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}

it('kill -9 of the broker alone, and of the hub alone, under load, loses nothing and counts nothing twice', async () => {
  const journey = await Journey.open()
  let broker = await startBroker(journey)
  const address = `127.0.0.1:${journey.ports.broker}`
  const startHub = () => journey.startHubWith(['--broker', `mqtt://${address}`, '--public-address', address])
  await startHub()
  const connection = (await journey.hubCommand('add-site', '--name', 'Riverside yard', '--id', 'riverside')).trim()
  await journey.startController()
  await journey.setUpOnDesk({ connection })
  await journey.lan.login(admin)

  const load = new Load(journey, { count: 6, random: seeded(3) })
  await load.adopt()
  load.begin()
  const applied = () => journey.hubRows<{ q: number }>('select coalesce(sum(applied), 0) as q from lane')[0]?.q ?? 0
  const flows = async () => {
    const before = applied()
    await eventually('headquarters takes in what comes', () => applied() > before, 60_000)
  }
  await flows()
  await kill(broker)
  await load.answered(100)
  broker = await startBroker(journey)
  await flows()
  await journey.killHub()
  await load.answered(100)
  await startHub()
  await flows()
  await load.end()
  await eventually('headquarters has everything', () => outboxLength(journey) === 0, 90_000)
  expectAtHeadquarters(journey)
  expectSound(journey)
  for (const { box, ledger } of load.boxes) expectOnFile(journey, box.id, ledger)
  expect(journey.hubRows('select * from dead')).toEqual([])
})
