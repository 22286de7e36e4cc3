import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder that holds package.json: the checkout, or the packaged app. */
const root = findRoot(dirname(fileURLToPath(import.meta.url)))
const bundled = import.meta.url.endsWith('.js')

export const migrationsFolder = join(root, 'src', 'site', 'db', 'migrations')
export const rendererFolder = join(root, 'out', 'renderer')

/** A worker thread needs a file of its own, in the bundle as in the sources. */
export const checkpointThread = bundled
  ? new URL('./checkpoint-thread.js', import.meta.url)
  : pathToFileURL(join(root, 'src', 'site', 'db', 'checkpoint-thread.ts'))

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  return parent === folder ? folder : findRoot(parent)
}
