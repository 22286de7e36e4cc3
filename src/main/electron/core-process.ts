import type {} from 'electron'
import { readConfig } from '../config.ts'
import { sentenceOf } from '../failure.ts'
import { SiteController } from '../site-controller.ts'
import { runCore } from './core.ts'

// Ctrl-C in a terminal reaches this process too; the shell, which it also reaches, asks for a graceful stop.
process.on('SIGINT', () => undefined)

void runCore({
  parentPort: process.parentPort,
  createController: () => new SiteController(readConfig(process.argv.slice(2), process.env)),
  describeError: sentenceOf,
  // A message that was just posted must leave the process first.
  exit: (code) => void setTimeout(() => process.exit(code), 100),
})
