import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-version-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

// Nothing of the machine's own git settings or of a surrounding repository takes part.
const env = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CEILING_DIRECTORIES: tmpdir(),
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Test'],
      [`GIT_${who}_EMAIL`, 'test@chargeyard.example'],
    ]),
  ),
}
const git = (...args: string[]) => execFileSync('git', args, { cwd: join(folder, 'yard'), env, encoding: 'utf8' })

function checkout(version: string) {
  const yard = join(folder, 'yard')
  for (const script of ['version.mjs', 'process.mjs'])
    cpSync(join(root, 'scripts', script), join(yard, 'scripts', script))
  writeFileSync(join(yard, 'version.json'), JSON.stringify({ version }))
}

function commit(version?: string) {
  if (version) writeFileSync(join(folder, 'yard/version.json'), JSON.stringify({ version }))
  git('add', '.')
  git('commit', '--quiet', '--allow-empty', '--message', 'a change')
}

function version(yard = join(folder, 'yard')): { semver: string; commit?: string; full: string } {
  const script = join(yard, 'scripts/version.mjs')
  return JSON.parse(execFileSync(process.execPath, [script], { cwd: yard, env, encoding: 'utf8' }))
}

describe('the version', () => {
  test('counts the commits since its major.minor was set, and names the commit', () => {
    checkout('0.1')
    git('init', '--quiet')
    commit()
    commit()
    commit()
    expect(version().semver).toBe('0.1.3')
    expect(version().full).toBe(`0.1.3+g${git('rev-parse', '--short=10', 'HEAD').trim()}`)
  })

  test('starts over with a new major.minor', () => {
    checkout('0.1')
    git('init', '--quiet')
    commit()
    commit('0.2')
    expect(version().semver).toBe('0.2.1')
    commit()
    expect(version().semver).toBe('0.2.2')
  })

  test('says that a shallow clone cannot know its height', () => {
    checkout('0.1')
    git('init', '--quiet')
    commit()
    commit()
    const clone = join(folder, 'shallow')
    git('clone', '--quiet', '--depth', '1', `file://${join(folder, 'yard')}`, clone)
    expect(version(clone).full).toMatch(/^0\.1\.0\+shallow\.g[0-9a-f]{10}$/)
  })

  test('without git is that of the file', () => {
    checkout('0.1')
    expect(version()).toEqual({ semver: '0.1.0', full: '0.1.0+nogit' })
  })
})
