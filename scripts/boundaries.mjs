// Who may import whom: runs dependency-cruiser over the sources and fails when it read fewer modules than there are files.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { captureTool, root } from './process.mjs'
import { main } from './ready.mjs'

const folders = ['src', 'sync', 'mobile-api', 'tests']

await main(async () => {
  const args = [...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
  const { code, output } = await captureTool('depcruise', args)
  const start = output.indexOf('{')
  if (start < 0) throw new Error(`dependency-cruiser gave no report (exit code ${code}):\n${output}`)
  const { summary, modules } = JSON.parse(output.slice(start))
  for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`)
  const read = modules.filter(({ source }) => /^(src|sync|mobile-api|tests)\/.*\.tsx?$/.test(source)).length
  const present = folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }))
    .filter(isSource).length
  if (read < present) {
    console.error(`Only ${read} of ${present} source files were read: is @swc/core installed for this platform?`)
    return 1
  }
  console.log(`${read} modules, ${summary.error} forbidden imports`)
  return summary.error > 0 ? 1 : 0
})

function isSource(path) {
  return /\.tsx?$/.test(path) && !path.includes('generated') && !path.endsWith('.d.ts')
}
