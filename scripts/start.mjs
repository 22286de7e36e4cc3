// `npm start`: makes the checkout ready, then starts the controller in Electron, or headless where Electron can't run.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chooseHost, withoutElectron } from './host.mjs'
import { capture, foreground, root, toolEnvironment } from './process.mjs'
import { ensureBuilt, ensureGenerated, ensureInstalled, main, node24 } from './ready.mjs'

const electronFolder = join(root, 'node_modules', 'electron')
const failedDownload = join(root, 'node_modules', '.cache', 'chargeyard', 'electron-download-failed')
const day = 86_400_000

await main(async () => {
  const options = process.argv.slice(2)
  await ensureInstalled()
  await ensureGenerated()
  await ensureBuilt()
  // V8's compiled code is kept: it halves the time from start to listening.
  const env = toolEnvironment({ NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile') })

  let choice = chooseHost({
    platform: process.platform,
    env: process.env,
    options,
    isRoot: process.getuid?.() === 0,
  })
  if (choice.host === 'electron') {
    const binary = electronBinary() ?? (await downloadElectron())
    if (binary) return foreground(binary, [root, ...options], { env })
    choice = withoutElectron('its download from github.com failed; npx install-electron tries again')
  }
  if (choice.missing) console.log(choice.missing)
  return foreground(node24(), [join(root, 'out', 'main', 'headless.js'), ...options], { env })
})

/** The path of Electron's program, once its download is complete. */
function electronBinary() {
  const pathFile = join(electronFolder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const binary = join(electronFolder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : undefined
}

/** Electron's program is no npm package but a download of 100 MB. A network that refuses it is asked again after a day. */
async function downloadElectron() {
  if (existsSync(failedDownload) && Date.now() - statSync(failedDownload).mtimeMs < day) return undefined
  console.log('Downloading Electron (first start only)…')
  const { code } = await capture(node24(), [join(electronFolder, 'install.js')], { timeoutMs: 300_000 })
  if (code === 0) {
    rmSync(failedDownload, { force: true })
    return electronBinary()
  }
  mkdirSync(dirname(failedDownload), { recursive: true })
  writeFileSync(failedDownload, '')
  return undefined
}
