import type { ControllerConfig } from './config.ts'
import { sentenceOf } from './failure.ts'
import { SiteController } from './site-controller.ts'
import { version } from './version.ts'

/** How long a controller that could not start may take to end by itself. */
const lastWordsMs = 5_000

/** Runs the controller until it is told to stop. For a terminal, and for systemd. */
export async function runController(config: ControllerConfig) {
  const controller = new SiteController(config)
  const died = (error: unknown) => {
    // a process in an unknown state must not go on: whoever supervises it starts a new one
    console.error(`Chargeyard stopped because of an error that should not happen: ${sentenceOf(error)}`)
    process.exit(70)
  }
  process.on('uncaughtException', died)
  process.on('unhandledRejection', died)
  const started = controller.start()
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    console.log('Stopping…')
    // asked to stop while it starts: a half-started controller is stopped as a whole
    void started
      .catch(() => undefined)
      .then(() => controller.stop())
      .then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    const { deskUrl, ocppUrl, lanUrl } = await started
    if (stopping) return
    console.log(`Chargeyard ${version} is running. Data: ${config.data}
  Desk       ${deskUrl}
  Wallboxes  ${ocppUrl}/{stationId}
  Phones     ${lanUrl}  (API at ${lanUrl}/docs)`)
    if (!(await controller.isSetUp())) console.log('Open the desk in a browser on this machine to set the site up.')
  } catch (error) {
    console.error(sentenceOf(error))
    process.exitCode = 1
    // what a part that failed half-way left open must not keep a controller alive that serves nobody
    setTimeout(() => process.exit(1), lastWordsMs).unref()
  }
}
