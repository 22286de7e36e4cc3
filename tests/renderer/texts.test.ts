import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { de } from '../../src/renderer/desk/i18n/de.ts'
import { en } from '../../src/renderer/desk/i18n/en.ts'
import { fieldText, germanFieldTexts } from '../../src/renderer/desk/i18n/field-texts.ts'
import { languageOf } from '../../src/renderer/desk/i18n/setup-i18n.ts'
import { errorTable } from '../../src/site/errors.ts'

const root = resolve(import.meta.dirname, '../..')

function flat(table: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(table)) {
    if (typeof value === 'string') texts.set(path + key, value)
    else for (const [inner, text] of flat(value, `${path}${key}.`)) texts.set(inner, text)
  }
  return texts
}

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => join(root, folder, path))
}

const english = flat(en)
const german = flat(de)

describe('the words of the desk', () => {
  test('are the same ones in both languages, and none is empty', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [key, text] of [...english, ...german]) expect(text.trim(), key).not.toBe('')
  })

  test('have the same things filled in, in both languages', () => {
    const holes = (text = '') =>
      [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).toSorted((a = '', b = '') => a.localeCompare(b))
    for (const [key, text] of english) expect(holes(german.get(key)), key).toEqual(holes(text))
  })

  test('come in both numbers where they count', () => {
    for (const key of english.keys())
      if (key.endsWith('_one')) expect(english.has(key.replace(/_one$/, '_other')), key).toBe(true)
  })

  test('name every error that the controller knows', () => {
    for (const code of Object.keys(errorTable)) expect(english.has(`errors.${code}`), code).toBe(true)
  })

  test('are all in the tables: no screen has words of its own', () => {
    const strays: string[] = []
    for (const file of files('src/renderer/desk', /\.tsx$/)) {
      const source = readFileSync(file, 'utf8')
      // words between tags, and in the properties that a person reads or hears
      const shown = [
        ...source.matchAll(/>\s*([^<>{}()=;]*\p{L}{3,}[^<>{}()=;]*)\s*<\//gu),
        ...source.matchAll(/\b(?:label|title|placeholder|description|aria-label|text|alt)="([^"]*\p{L}{3,}[^"]*)"/gu),
      ].map(([, text]) => text?.trim() ?? '')
      for (const text of shown) if (!/^Chargeyard\b/.test(text)) strays.push(`${file.slice(root.length + 1)}: ${text}`)
    }
    expect(strays).toEqual([])
  })

  test('are all used', () => {
    const sources = files('src/renderer/desk', /\.tsx?$/)
      .filter((file) => !/i18n[\\/](en|de)\.ts$/.test(file))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    const constant = new Set([...sources.matchAll(/['"]([\w-]+(?:\.[\w-]+)+)['"]/g)].map(([, key]) => key))
    const computed = [...sources.matchAll(/`([\w.-]+)\.\$\{[^}]+\}(\w*)`/g)].map(
      ([, start, end]) => new RegExp(`^${start?.replaceAll('.', '\\.')}\\.[\\w-]+${end}$`),
    )
    const withEnding = [...sources.matchAll(/`([\w.-]+)\.\$\{\w+\}Text`/g)].map(([, start]) => `${start}.`)
    const unused = [...english.keys()].filter((key) => {
      const plain = key.replace(/_(one|other)$/, '')
      if (constant.has(plain) || computed.some((pattern) => pattern.test(plain))) return false
      return !withEnding.some((start) => plain.startsWith(start))
    })
    expect(unused).toEqual([])
  })
})

describe('what the controller says of single fields', () => {
  /** Modules whose input comes from a form of the desk. */
  const forms = 'setup|user|sign-in|station|tag|hq'
  /** The sentences of the checks, as they stand in the sources. */
  const sentences = ['setup', 'users', 'stations', 'tags', 'hq']
    .flatMap((module) => files(`src/site/${module}`, new RegExp(`^(${forms})\\.(use-cases|store)\\.ts$|^hq\\.ts$`)))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => /\.(min|max|regex|refine|email|length)\(|fields: \{/.test(line))
    .flatMap((line) => [...line.matchAll(/(['`])([A-Z](?:(?!\1).){8,}\.)\1/g)].map(([, , sentence]) => sentence ?? ''))
    .map((sentence) => sentence.replace(/\$\{[^}]+\}/, '{n}'))

  test('has German for every sentence that a form of the desk may meet', () => {
    expect(sentences.length).toBeGreaterThan(15)
    const known = new Set(Object.keys(germanFieldTexts).map((text) => text.replace(/\d+/, '{n}')))
    const missing = sentences.filter((sentence) => !known.has(sentence) && !known.has(sentence.replace(/\d+/, '{n}')))
    // accounts are named on the command line alone
    expect([...new Set(missing)].filter((sentence) => !/account/.test(sentence))).toEqual([])
  })

  test('is said in the language of the reader, numbers included', () => {
    expect(fieldText('A password has at least 10 characters.', 'de')).toBe('Ein Passwort hat mindestens 10 Zeichen.')
    expect(fieldText('A password has at least 10 characters.', 'en')).toBe('A password has at least 10 characters.')
    expect(fieldText('Something new.', 'de')).toBeUndefined()
  })
})

test('a language is recognised by its first part; others than English and German are not', () => {
  expect(['de-CH', 'DE', 'en-US', 'fr', '', null, undefined].map(languageOf)).toEqual([
    'de',
    'de',
    'en',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
