/** What the core process tells the desktop shell. */
export type CoreMessage =
  /** The controller accepts connections; `deskUrl` is the loopback address of the desk. */
  | { type: 'listening'; deskUrl: string }
  /** The controller could not start; `message` is one sentence for the user. The process ends after it. */
  | { type: 'failed'; message: string }

/** What the shell asks of the core process. */
export type ShellMessage = { type: 'stop' }

/** Messages cross a process boundary: an older or broken core may send anything. */
export function readCoreMessage(data: unknown): CoreMessage | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data)) return undefined
  if (
    data.type === 'listening' &&
    'deskUrl' in data &&
    typeof data.deskUrl === 'string' &&
    URL.canParse(data.deskUrl)
  ) {
    return { type: 'listening', deskUrl: data.deskUrl }
  }
  if (data.type === 'failed' && 'message' in data && typeof data.message === 'string') {
    return { type: 'failed', message: data.message }
  }
  return undefined
}

/** True for the shell's request to end gracefully. */
export function isStop(data: unknown): data is ShellMessage {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'stop'
}
