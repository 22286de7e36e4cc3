import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
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
    writeFileSync(
      join(this.folder, 'acl'),
      `user hub
topic readwrite evs/1/#
pattern write evs/1/s/%u/up/#
pattern write evs/1/s/%u/state
pattern read evs/1/s/%u/dn/#
pattern read evs/1/hub/state
pattern read evs/1/b/+/head
`,
      { mode: 0o600 },
    )
    writeFileSync(
      join(this.folder, 'mosquitto.conf'),
      `user ${userInfo().username}
listener ${this.port} 127.0.0.1
allow_anonymous false
password_file ${passwords}
acl_file ${join(this.folder, 'acl')}
persistence false
`,
    )
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
