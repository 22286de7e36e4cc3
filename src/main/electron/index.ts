import { join, resolve } from 'node:path'
import * as electron from 'electron'
import { readConfig } from '../config.ts'
import { sentenceOf } from '../failure.ts'
import { controllerOptions } from './arguments.ts'
import { DesktopApp } from './desktop-app.ts'

const { app, dialog, utilityProcess } = electron

try {
  const options = controllerOptions(process.argv, app.isPackaged)
  // Wrong options end the application here, before there is a window; `--help` prints.
  const { data } = readConfig(options, process.env)
  // The window's own files live beside the data they belong to, so two sites' controllers don't shut each other out.
  app.setPath('userData', join(data, 'desktop'))
  const desktop = new DesktopApp({
    electron,
    platform: process.platform,
    preload: resolve(import.meta.dirname, '../preload/preload.cjs'),
    forkCore: () =>
      utilityProcess.fork(resolve(import.meta.dirname, 'core.js'), options, {
        serviceName: 'Chargeyard controller',
        stdio: 'inherit',
      }),
  })
  // An await at the top level would hold back Electron's 'ready' event.
  desktop.start().catch(fail)
} catch (error) {
  fail(error)
}

function fail(error: unknown): void {
  dialog.showErrorBox('Chargeyard', sentenceOf(error))
  app.exit(1)
}
