import type { ControllerConfig } from './config.ts'
import { sentenceOf } from './failure.ts'
import { SiteController } from './site-controller.ts'
import { version } from './version.ts'

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
  try {
    const { deskUrl, ocppUrl, lanUrl } = await controller.start()
    console.log(`Chargeyard ${version} is running. Data: ${config.data}
  Desk       ${deskUrl}
  Wallboxes  ${ocppUrl}/{stationId}
  Phones     ${lanUrl}  (API at ${lanUrl}/docs)`)
    if (!(await controller.isSetUp())) console.log('Open the desk in a browser on this machine to set the site up.')
  } catch (error) {
    console.error(sentenceOf(error))
    process.exitCode = 1
    return
  }
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    console.log('Stopping…')
    void controller.stop().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
