import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** A small checkout with the real scripts, and stand-ins for npm and the installed tools that write down each run. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'chargeyard-checkout-'))

  constructor() {
    cpSync(join(root, 'scripts'), join(this.folder, 'scripts'), { recursive: true })
    this.write('package.json', '{}')
    this.lock({ zod: { version: '4.0.0' } })
    this.npm("writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'))")
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true })
    writeFileSync(join(this.folder, path), text)
  }

  read(path: string): string | undefined {
    const file = join(this.folder, path)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }

  /** What package-lock.json wants: path below node_modules → entry. */
  lock(packages: Record<string, { version: string; optional?: boolean }>): void {
    const entries = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry])
    this.write('package-lock.json', JSON.stringify({ packages: { '': { name: 'x' }, ...Object.fromEntries(entries) } }))
  }

  /** The stand-in for npm runs `body` after it made node_modules. */
  npm(body: string): void {
    this.write(
      'npm-cli.js',
      `const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs')
appendFileSync('runs', 'npm ' + process.argv.slice(2).join(' ') + '\\n')
mkdirSync('node_modules', { recursive: true })
${body}`,
    )
  }

  /** A stand-in for a tool of node_modules/.bin. */
  tool(name: string, body: string): void {
    const path = `node_modules/.bin/${name}`
    this.write(
      path,
      `#!${process.execPath}
const { appendFileSync, mkdirSync, writeFileSync, existsSync } = require('node:fs')
appendFileSync('runs', '${name} ' + process.argv.slice(2).join(' ') + '\\n')
${body}`,
    )
    chmodSync(join(this.folder, path), 0o755)
  }

  /** The commands that ran, in order. */
  runs(): string[] {
    return (this.read('runs') ?? '').split('\n').filter(Boolean)
  }

  /** Runs a piece of a module, with everything that scripts/ready.mjs exports in scope as `ready`. */
  ready(code: string): Promise<{ code: number | null; output: string }> {
    return this.node(['--input-type=module', '--eval', `import * as ready from './scripts/ready.mjs'\n${code}`])
  }

  node(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: {
        ...process.env,
        npm_execpath: join(this.folder, 'npm-cli.js'),
        npm_node_execpath: process.execPath,
        ...env,
      },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    return new Promise((done) => child.once('close', (code) => done({ code, output })))
  }
}
