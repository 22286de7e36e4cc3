import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { mosquittoConfig } from '../../../sync/hub/broker-config.ts'
import { freePort } from './hub-process.ts'
import { until } from './wait.ts'

const program = '/usr/sbin/mosquitto'

/** Is the broker of the operating system there? */
export function hasMosquitto(): boolean {
  try {
    execFileSync(program, ['-h'], { stdio: 'ignore' })
    return true
  } catch (error) {
    // it prints its help and ends with 3
    return (error as { status?: number }).status === 3
  }
}

/** Debian's mosquitto with the access rules of the protocol. */
export class Mosquitto {
  readonly folder = mkdtempSync(join(tmpdir(), 'chargeyard-mosquitto-'))
  port = 0
  #child: ChildProcess | undefined

  async start(users: Record<string, string>): Promise<void> {
    this.port ||= await freePort()
    const passwords = join(this.folder, 'passwords')
    writeFileSync(passwords, '', { mode: 0o600 })
    for (const [name, password] of Object.entries(users)) {
      execFileSync('/usr/bin/mosquitto_passwd', ['-b', passwords, name, password], { stdio: 'ignore' })
    }
    const { files } = mosquittoConfig({ port: this.port, hubUser: 'hub', folder: this.folder, tls: false })
    for (const { name, content } of files) {
      // only on loopback, and under the account of the test
      const own = content.replace(/^listener (\d+)/m, `user ${userInfo().username}\nlistener $1 127.0.0.1`)
      writeFileSync(join(this.folder, name), own, { mode: 0o600 })
    }
    await this.restart()
  }

  async restart(): Promise<void> {
    this.#child = spawn(program, ['-c', join(this.folder, 'mosquitto.conf')], { stdio: 'ignore' })
    await until('mosquitto listens', () => accepts(this.port))
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGKILL')
    await ended
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
