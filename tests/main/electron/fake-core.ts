import { EventEmitter } from 'node:events'
import type { CoreChild } from '../../../src/main/electron/core-supervisor.ts'
import type { ShellMessage } from '../../../src/main/electron/messages.ts'

/** A core process whose life a test decides. */
export class FakeCore extends EventEmitter implements CoreChild {
  readonly received: ShellMessage[] = []
  kills = 0

  postMessage(message: ShellMessage): void {
    this.received.push(message)
  }

  kill(): boolean {
    this.kills += 1
    return true
  }

  exit(code: number): void {
    this.emit('exit', code)
  }
}
