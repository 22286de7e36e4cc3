import { type ControllerConfig, readConfig } from './config.ts'
import { sentenceOf } from './failure.ts'
import { runController } from './run.ts'

let config: ControllerConfig | undefined
try {
  config = readConfig(process.argv.slice(2), process.env)
} catch (error) {
  console.error(sentenceOf(error))
  process.exitCode = 1
}
if (config) await runController(config)
