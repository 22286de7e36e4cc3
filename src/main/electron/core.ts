import { type CoreMessage, isStop } from './messages.ts'

/** What the core process runs. */
export interface Controller {
  start(): Promise<{ deskUrl: string }>
  stop(): Promise<void>
}

/** The part of Electron's ParentPort that the core process needs. */
export interface ParentPort {
  postMessage(message: CoreMessage): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
}

export interface CoreOptions {
  parentPort: ParentPort
  /** Makes the controller from its options; throws where an option is wrong. */
  createController: () => Controller
  /** One sentence for the user. */
  describeError: (error: unknown) => string
  exit: (code: number) => void
}

/** Runs a controller as the child of the desktop shell: reports its address, or why there is none, and ends when asked. */
export async function runCore({ parentPort, createController, describeError, exit }: CoreOptions): Promise<void> {
  let controller: Controller | undefined
  let started: Promise<unknown> = Promise.resolve()
  let stopping = false
  parentPort.on('message', ({ data }) => {
    if (!isStop(data) || stopping) return
    stopping = true
    // A controller that is still starting is stopped as a whole once it has started; the shell's patience bounds it.
    started
      .catch(() => undefined)
      .then(() => controller?.stop())
      .then(
        () => exit(0),
        (error: unknown) => {
          console.error('The controller did not stop cleanly:', error)
          exit(1)
        },
      )
  })
  try {
    controller = createController()
    const starting = controller.start()
    started = starting
    const { deskUrl } = await starting
    if (!stopping) parentPort.postMessage({ type: 'listening', deskUrl })
  } catch (error) {
    if (stopping) return
    parentPort.postMessage({ type: 'failed', message: describeError(error) })
    exit(1)
  }
}
