// `npm run check`: format, lint, types, boundaries, dead code, coverage of OCPP. Each part runs on its own, two at a time (the heavy ones first),
// so that the slowest of them decides how long it takes. Prints what failed in full and one line for what passed.
import { availableParallelism } from 'node:os'
import { captureTool } from './process.mjs'
import { ensureGenerated, ensureInstalled, main } from './ready.mjs'

const parts = [
  { name: 'promises', tool: 'oxlint', args: ['--type-aware', 'src', 'sync', 'mobile-api', 'tests'] },
  { name: 'types (node)', tool: 'tsc', args: ['-p', 'tsconfig.node.json'] },
  { name: 'types (web)', tool: 'tsc', args: ['-p', 'tsconfig.web.json'] },
  { name: 'boundaries', tool: 'node', args: ['scripts/boundaries.mjs'] },
  { name: 'dead code', tool: 'knip', args: ['--no-progress'] },
  { name: 'OCPP coverage', tool: 'node', args: ['scripts/ocpp-coverage.mjs', '--check'] },
  { name: 'format and lint', tool: 'biome', args: ['check', '--error-on-warnings', '.'] },
]

await main(async () => {
  await ensureInstalled()
  await ensureGenerated()
  const startedAt = performance.now()
  const waiting = [...parts]
  const failed = []
  const worker = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const partStartedAt = performance.now()
      const { code, output } = await captureTool(part.tool, part.args)
      const seconds = ((performance.now() - partStartedAt) / 1000).toFixed(1)
      if (code !== 0) failed.push(part.name)
      console.log(`${code === 0 ? '✓' : '✗'} ${part.name} (${seconds} s)`)
      if (code !== 0) console.log(`\n${output.trim()}\n\n  (${part.tool} ${part.args.join(' ')}, exit code ${code})\n`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(parts.length, Math.max(2, availableParallelism())) }, worker))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(
    failed.length === 0 ? `Check passed in ${seconds} s` : `Check failed in ${seconds} s: ${failed.join(', ')}`,
  )
  return failed.length === 0 ? 0 : 1
})
