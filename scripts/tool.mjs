// `npm run wallbox|hub|site|demo|bench -- …`: runs a command-line tool of the project from its TypeScript source.
import { join } from 'node:path'
import { foreground, root } from './process.mjs'
import { ensureBuilt, ensureGenerated, ensureInstalled, main, node24, ReadyError } from './ready.mjs'

const tools = {
  wallbox: { entry: 'tests/kit/wallbox/cli.ts' },
  hub: { entry: 'sync/hub/cli.ts' },
  site: { entry: 'src/main/site-cli.ts' },
  // The demo serves the desk, and the benchmark measures what is shipped: both need the build.
  demo: { entry: 'tests/demo/demo.ts', built: true },
  bench: { entry: 'tests/bench/bench.ts', built: true },
}

await main(async () => {
  const [name, ...options] = process.argv.slice(2)
  const tool = Object.hasOwn(tools, name ?? '') ? tools[name] : undefined
  if (!tool) throw new ReadyError(`There is no tool "${name ?? ''}": it is one of ${Object.keys(tools).join(', ')}.`)
  await ensureInstalled()
  await ensureGenerated()
  if (tool.built) await ensureBuilt()
  return foreground(node24(), ['--disable-warning=ExperimentalWarning', join(root, tool.entry), ...options])
})
