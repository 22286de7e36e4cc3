import { resolve } from 'node:path'
import * as electron from 'electron'
import { controllerOptions, dataFolder } from './arguments.ts'
import { DesktopApp } from './desktop-app.ts'

const { app, utilityProcess } = electron
const options = controllerOptions(process.argv, app.isPackaged)
const folder = dataFolder(options, process.env)
// The window's own files live beside the data they belong to, and so two controllers with two data folders don't shut each other out.
if (folder !== undefined) app.setPath('userData', resolve(folder, 'desktop'))

const desktop = new DesktopApp({
  electron,
  platform: process.platform,
  preload: resolve(import.meta.dirname, '../preload/preload.cjs'),
  forkCore: () =>
    utilityProcess.fork(
      resolve(import.meta.dirname, 'core.js'),
      folder === undefined ? ['--data', resolve(app.getPath('userData'), 'site'), ...options] : options,
      { serviceName: 'Chargeyard controller', stdio: 'inherit' },
    ),
})

desktop.start().catch((error: unknown) => {
  console.error('Chargeyard could not start:', error)
  electron.app.exit(1)
})
