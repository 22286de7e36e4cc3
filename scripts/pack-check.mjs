// `npm run pack:check`: makes the package with a stand-in for Electron's program, looks at what is in it, and runs the
// controller from the package's own files. Installers and Electron itself are a release machine's work (docs/release.md).
import { spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { capture, root } from './process.mjs'
import { ensureBuilt, ensureGenerated, ensureInstalled, main, node24, ReadyError } from './ready.mjs'

const required = [
  ...['electron', 'core', 'headless', 'site-cli', 'hub-cli', 'checkpoint-thread'].map((name) => `out/main/${name}.js`),
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'src/site/db/migrations/meta/_journal.json',
  'package.json',
  'LICENSE',
  'NOTICE',
]
const allowed = /^(out\/|src\/site\/db\/migrations\/|package\.json$|LICENSE$|NOTICE$|node_modules\/)/
const shipped = /^node_modules\/(better-sqlite3|argon2|@phc|node-gyp-build|swagger-ui-dist)\//
const unwanted = /\.(map|ts|tsx|mts|cts|cpp|c|h|gyp|tsbuildinfo)$/
const largestMiB = 20

await main(async () => {
  if (process.platform !== 'linux') {
    console.log('The package is checked on Linux only.')
    return 0
  }
  await ensureInstalled()
  await ensureGenerated()
  await ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-package-'))
  try {
    await makePackage(folder)
    const resources = join(folder, 'dist', 'linux-unpacked', 'resources')
    const files = readArchive(join(resources, 'app.asar'))
    const faults = lookAt(files, resources)
    if (faults.length > 0)
      throw new ReadyError(`The package is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    const size = files.reduce((sum, file) => sum + file.size, 0) / 2 ** 20
    if (size > largestMiB)
      throw new ReadyError(`The package holds ${size.toFixed(1)} MiB without Electron: more than ${largestMiB}.`)
    const installed = join(folder, 'installed')
    extract(files, resources, installed)
    await runTools(installed)
    await runController(installed, folder)
    console.log(
      `The package holds what it must (${files.length} files, ${size.toFixed(1)} MiB), and the controller runs from it.`,
    )
    return 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** electron-builder copies a folder as Electron's program; ours holds just a name and a version. */
async function makePackage(folder) {
  const stub = join(root, 'build', 'stub-electron')
  rmSync(stub, { recursive: true, force: true })
  mkdirSync(join(stub, 'resources'), { recursive: true })
  mkdirSync(join(stub, 'locales'))
  writeFileSync(join(stub, 'electron'), '#!/bin/sh\nexit 1\n')
  chmodSync(join(stub, 'electron'), 0o755)
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
  writeFileSync(join(stub, 'version'), version)
  // The fuses are bits in Electron's real program.
  const config = {
    extends: join(root, 'electron-builder.yml'),
    directories: { output: join(folder, 'dist') },
    electronDist: stub,
    electronFuses: null,
  }
  const program = `import { build, Platform } from 'electron-builder'
    await build({ targets: Platform.LINUX.createTarget('dir'), publish: 'never', config: ${JSON.stringify(config)} })`
  const { code, output } = await capture(node24(), ['--input-type=module', '--eval', program], { timeoutMs: 300_000 })
  if (code !== 0) throw new ReadyError(`${output.trim()}\nelectron-builder failed.`)
}

/**
 * The files of an asar archive: two length-prefixed headers, a JSON tree, then the contents one after the other.
 * Files marked as unpacked lie beside the archive.
 */
function readArchive(path) {
  const descriptor = openSync(path, 'r')
  try {
    const sizes = Buffer.alloc(16)
    readSync(descriptor, sizes, 0, 16, 0)
    const contents = 8 + sizes.readUInt32LE(4)
    const header = Buffer.alloc(sizes.readUInt32LE(12))
    readSync(descriptor, header, 0, header.length, 16)
    const list = (node, prefix) =>
      Object.entries(node.files).flatMap(([name, entry]) =>
        entry.files
          ? list(entry, `${prefix}${name}/`)
          : [
              {
                path: prefix + name,
                size: entry.size ?? 0,
                unpacked: entry.unpacked === true,
                at: contents + Number(entry.offset),
              },
            ],
      )
    return list(JSON.parse(header.toString('utf8')), '')
  } finally {
    closeSync(descriptor)
  }
}

/** Everything that is wrong with the contents, one sentence each. */
function lookAt(files, resources) {
  const names = new Set(files.map((file) => file.path))
  const built = readdirSync(join(root, 'out'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  return [
    ...[...new Set([...required, ...built])].filter((path) => !names.has(path)).map((path) => `${path} is missing`),
    ...files.filter(({ path }) => !allowed.test(path)).map(({ path }) => `${path} has no place in the package`),
    ...files.filter(({ path }) => unwanted.test(path)).map(({ path }) => `${path} is needed only to develop`),
    ...[
      ...new Set(files.filter(({ path }) => path.startsWith('node_modules/') && !shipped.test(path)).map(packageOf)),
    ].map((name) => `${name} is bundled or only for development, and must not ship`),
    ...files
      .filter(({ path, unpacked }) => path.endsWith('.node') && !unpacked)
      .map(({ path }) => `${path} lies inside the archive, where the system can't load it`),
    ...files
      .filter(({ path, unpacked }) => unpacked && !existsSync(join(resources, 'app.asar.unpacked', path)))
      .map(({ path }) => `${path} should lie beside the archive`),
    ...['better-sqlite3', 'argon2']
      .filter((name) => !files.some(({ path }) => path.startsWith(`node_modules/${name}/`) && path.endsWith('.node')))
      .map((name) => `the native part of ${name} is missing`),
  ]
}

function packageOf({ path }) {
  return path
    .split('/')
    .slice(0, path.startsWith('node_modules/@') ? 3 : 2)
    .join('/')
}

function extract(files, resources, target) {
  const descriptor = openSync(join(resources, 'app.asar'), 'r')
  try {
    for (const file of files) {
      const path = join(target, file.path)
      mkdirSync(dirname(path), { recursive: true })
      if (file.unpacked) {
        copyFileSync(join(resources, 'app.asar.unpacked', file.path), path)
        continue
      }
      const contents = Buffer.alloc(file.size)
      readSync(descriptor, contents, 0, file.size, file.at)
      writeFileSync(path, contents)
    }
  } finally {
    closeSync(descriptor)
  }
}

/** The command-line tools load and explain themselves. */
async function runTools(installed) {
  for (const tool of ['site-cli', 'hub-cli']) {
    const script = join(installed, 'out', 'main', `${tool}.js`)
    const { code, output } = await capture(node24(), [script, '--help'], { timeoutMs: 30_000, cwd: installed })
    if (code !== 0 || !/usage/i.test(output))
      throw new ReadyError(`${output.trim()}\n${tool} --help failed in the package.`)
  }
}

/** Starts the packaged controller on free ports, asks it for its health and ends it. */
async function runController(installed, folder) {
  const [desk, ocpp, lan] = await freePorts(3)
  const args = [
    '--data',
    join(folder, 'data'),
    '--desk-port',
    `${desk}`,
    '--ocpp-port',
    `${ocpp}`,
    '--lan-port',
    `${lan}`,
  ]
  const child = spawn(node24(), [join(installed, 'out', 'main', 'headless.js'), ...args], { cwd: installed })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
  try {
    const healthy = await Promise.race([
      untilHealthy(`http://127.0.0.1:${desk}/healthz`, 30_000),
      exited.then(() => false),
    ])
    if (!healthy) throw new ReadyError(`${output.trim()}\nThe packaged controller did not answer on /healthz.`)
    const page = await fetch(`http://127.0.0.1:${desk}/`, { signal: AbortSignal.timeout(5_000) })
    if (!(await page.text()).includes('<script'))
      throw new ReadyError('The packaged controller does not serve the desk.')
    child.kill('SIGTERM')
    const end = await Promise.race([exited, delay(20_000).then(() => 'nothing')])
    if (end !== 0)
      throw new ReadyError(`${output.trim()}\nThe packaged controller ended with ${end} after SIGTERM instead of 0.`)
  } finally {
    child.kill('SIGKILL')
    await exited
  }
}

async function untilHealthy(url, timeoutMs) {
  const giveUpAt = Date.now() + timeoutMs
  while (Date.now() < giveUpAt) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (answer?.ok) return true
    await delay(100)
  }
  return false
}

function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer()
      return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
    }),
  )
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
