// Writes docs/ocpp-coverage.md: every message of every version with its direction, the use cases it reaches and the tests that
// name it, read from the protocol's tables and the sources. With --check nothing is written: it fails when the file is out of
// date, or (where `strict`) when a message is routed but not handled, reaches no use case, or has no test.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { root } from './process.mjs'
import { ensureGenerated, main } from './ready.mjs'

/** Set when every message is served: from then on a gap fails the check, and is not only listed. */
const strict = true

const versions = [
  { name: 'OCPP 1.6', folder: 'v16', protocol: 'ocpp1.6', own: /-16\b/, others: /-201\b|\bv21\b/ },
  { name: 'OCPP 2.0.1', folder: 'v201', protocol: 'ocpp2.0.1', own: /-201\b/, others: /-16\b|\bv21\b/ },
]
const textCache = new Map()
const importCache = new Map()
const unitCache = new Map()
const target = join(root, 'docs', 'ocpp-coverage.md')
const domain = filesIn(join(root, 'src', 'site')).filter((file) => !file.includes(`${join('db', 'migrations')}`))
const door = filesIn(join(root, 'src', 'ocpp')).filter((file) => !file.includes('generated'))
const tests = filesIn(join(root, 'tests', 'ocpp')).filter((file) => file.endsWith('.test.ts'))

await main(async () => {
  await ensureGenerated()
  const parts = []
  const gaps = []
  for (const version of versions) parts.push(await partOf(version, gaps))
  const text = `${introduction()}\n${parts.join('\n')}${gapsText(gaps)}`
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text)
    console.log(`docs/ocpp-coverage.md: ${gaps.length} gaps`)
    return 0
  }
  const isCurrent = existsSync(target) && readFileSync(target, 'utf8') === text
  if (!isCurrent) console.log('docs/ocpp-coverage.md is out of date: run node scripts/ocpp-coverage.mjs')
  if (gaps.length > 0) console.log(gaps.map(({ version, action, what }) => `${version} ${action}: ${what}`).join('\n'))
  return isCurrent && !(strict && gaps.length > 0) ? 0 : 1
})

function introduction() {
  return `# Coverage of OCPP

Made by \`node scripts/ocpp-coverage.mjs\` from the tables in \`src/ocpp/*/table.ts\` and the sources; \`npm run check\` compares it.
\`→\` is what the controller sends, \`←\` what a station sends. Every request of a version can be sent by hand too (\`stations.request\`).
`
}

async function partOf(version, gaps) {
  const { table } = await import(join(root, 'src', 'ocpp', version.folder, 'table.ts'))
  const rows = Object.entries(table).map(([action, message]) => rowOf(version, action, message, gaps))
  const served = rows.filter(({ direction }) => direction !== '').length
  const lines = rows.map(
    ({ action, direction, useCases, tests }) =>
      `| ${action} | ${direction || 'not served'} | ${codes(useCases)} | ${tests.map((file) => `\`${file}\``).join(', ')} |`,
  )
  return `## ${version.name}: ${served} of ${rows.length} messages

| Message | | Use cases | Tests in \`tests/ocpp\` |
| --- | --- | --- | --- |
${lines.join('\n')}
`
}

function rowOf(version, action, message, gaps) {
  const direction = [message.out ? '→' : '', message.in ? '←' : ''].join('')
  const reached = message.in ? reachedByHandler(version, action) : []
  const reaching = message.out ? reachingRequest(version, action) : []
  const useCases = [...new Set([...reached, ...reaching])].sort()
  const named = testsOf(version, action, reaching)
  const gap = (what) => gaps.push({ version: version.name, action, what })
  if (direction === '') gap('routed, but not handled')
  else if (useCases.length === 0) gap('reaches no use case')
  else if (named.length === 0) gap('has no test')
  return { action, direction, useCases, tests: named }
}

function gapsText(gaps) {
  if (gaps.length === 0) return ''
  const lines = gaps.map(({ version, action, what }) => `- ${version} ${action}: ${what}`)
  return `\n## Gaps\n\n${lines.join('\n')}\n`
}

function codes(names) {
  return names.map((name) => `\`${name}\``).join(', ')
}

/**
 * Tests that name the message, or ask for a use case that sends it, over a real socket. Those that are about the other version
 * alone do not count.
 */
function testsOf({ protocol, own, others }, action, reaching) {
  // a name of one word may be prose
  const word = /[a-z][A-Z0-9]/.test(action) ? `\\b${action}\\b` : `['"\`]${action}['"\`]`
  const named = new RegExp([word, ...reaching.map((name) => `'${name.replace('.', '\\.')}'`)].join('|'))
  return tests
    .filter((file) => {
      if (others.test(file)) return false
      const text = textOf(file)
      return named.test(text) && (own.test(file) || text.includes(protocol) || !/ocpp(1\.6|2\.0\.1)/.test(text))
    })
    .map((file) => relative(join(root, 'tests', 'ocpp'), file))
    .sort()
}

/** What the handler runs: in its own file, or in a file of the door that it hands the message to. */
function reachedByHandler({ folder }, action) {
  const file = join(root, 'src', 'ocpp', folder, 'table.ts')
  const entry = new RegExp(`^  ${action}: (.*?)(?:,$|^ {2}\\})`, 'ms').exec(textOf(file))?.[1] ?? ''
  const imports = importsOf(file)
  const handlers = [...entry.matchAll(/\b[a-z]\w+/g)].map(([name]) => imports.get(name)).filter(Boolean)
  const names = new Set()
  for (const handler of handlers) collectRuns(handler, names, 2)
  return [...names]
}

function collectRuns(file, names, depth) {
  if (!door.includes(file) || /protocol\.ts$|dispatch\.ts$/.test(file)) return
  const found = [...textOf(file).matchAll(/\b(?:run|execute)\(\s*'(\w+\.\w+)'/g)].map(([, name]) => name)
  for (const name of found) names.add(name)
  if (depth > 0) for (const next of new Set(importsOf(file).values())) collectRuns(next, names, depth - 1)
}

/** From the name of a request to the port's methods that send it, and from those to the use cases that call them. */
function reachingRequest({ folder }, action) {
  const own = door.filter((file) => !/src\/ocpp\/v\d+\//.test(slashed(file)) || slashed(file).includes(`/${folder}/`))
  const senders = own.filter((file) => !/table\.ts$|version\.ts$/.test(file)).flatMap(unitsOf)
  const reaching = closure(senders, ({ text }) => text.includes(`'${action}'`))
  const methods = reaching.filter(({ kind }) => kind === 'method').map(({ name }) => name)
  if (methods.length === 0) return []
  const called = new RegExp(`\\.(?:${methods.join('|')})\\(`)
  const users = closure(domain.flatMap(unitsOf), ({ text }) => called.test(text))
  return users.filter(({ kind }) => kind === 'use case').map(({ name }) => name)
}

/** Units that fit, and those that use them. */
function closure(units, fits) {
  const found = new Set(units.filter(fits))
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const unit of units) {
      if (found.has(unit)) continue
      if ([...found].some((other) => uses(unit, other))) found.add(unit)
    }
  }
  return [...found]
}

function uses(unit, other) {
  if (other.kind === 'use case') return false
  if (!new RegExp(`(?<![.'\\w])${other.name}\\b`).test(unit.text)) return false
  return unit.file === other.file || importsOf(unit.file).get(other.name) === other.file
}

/** A file's functions and constants, its use cases, and the methods of the object that it returns. */
function unitsOf(file) {
  return remember(unitCache, file, () => {
    const units = []
    const isDoor = door.includes(file)
    let unit
    for (const line of textOf(file).split('\n')) {
      const head = headOf(line, isDoor)
      if (head) {
        unit = { ...head, file, text: '' }
        units.push(unit)
      }
      if (unit) unit.text += `${line}\n`
    }
    return units
  })
}

function headOf(line, isDoor) {
  const useCase = /^ {2}'(\w+\.\w+)': /.exec(line)
  if (useCase) return { kind: 'use case', name: useCase[1] }
  const top = /^(?:export )?(?:async )?(?:function\*?|const|class) (\w+)/.exec(line)
  if (top) return { kind: 'function', name: top[1] }
  // what a charger's methods send is told apart by method; a use case is one piece
  const method = isDoor && /^ {2,4}(?:async )?(\w+)(?:: (?:async )?\(|\(.*\) ?\{$|: \w+\(|: async)/.exec(line)
  return method && !/^(run|if|for|while|switch|return|await|const)$/.test(method[1])
    ? { kind: 'method', name: method[1] }
    : undefined
}

/** Local name → file it comes from. */
function importsOf(file) {
  return remember(importCache, file, () => {
    const imports = new Map()
    for (const [, names, from] of textOf(file).matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm))
      for (const name of names.split(','))
        imports.set(
          name
            .replace(/^\s*type\s/, '')
            .trim()
            .split(' as ')
            .at(-1),
          resolve(dirname(file), from),
        )
    return imports
  })
}

function textOf(file) {
  return remember(textCache, file, () => readFileSync(file, 'utf8'))
}

function remember(cache, key, make) {
  if (!cache.has(key)) cache.set(key, make())
  return cache.get(key)
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function slashed(path) {
  return path.replaceAll('\\', '/')
}
