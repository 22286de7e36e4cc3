/**
 * Holds a message against its schema, strictly or with the tolerance that the table grants it. Unknown fields, and nulls in
 * optional ones, are ignored in every message. Where tolerance is granted, so are texts that are too long, words that are not
 * in a list, unreadable timestamps and, where a default exists, missing fields: the handler gets them as they came and must
 * cope; numbers in quotes, numbers for texts and fractions for integers are turned into what the schema wants.
 */
import type { Incoming, SchemaError, Tolerance } from './protocol.ts'

export type Checked =
  | { ok: true; payload: unknown; oddities: string[] }
  | { ok: false; violation: 'type' | 'property' | 'occurrence' | 'format'; reason: string }

type Holder = Record<string | number, unknown>

/** Kinds of oddities that one message may have. Each is mended at all places at once, so this is no limit of its length. */
const mostKinds = 40

export function checkMessage(message: Pick<Incoming, 'request' | 'tolerance'>, payload: unknown): Checked {
  const { request: schema, tolerance } = message
  if (schema(payload)) return { ok: true, payload, oddities: [] }
  const first = schema.errors?.[0]
  const handed = structuredClone(payload)
  const probe = new Probe(payload, handed, tolerance)
  for (let kinds = 0; kinds < mostKinds; kinds++) {
    const error = schema.errors?.[0]
    if (!error) break
    if (!probe.mend(error)) return refusal(probe.blame(error))
    if (schema(payload)) return { ok: true, payload: handed, oddities: probe.oddities }
  }
  return first ? refusal(first) : { ok: false, violation: 'format', reason: 'the payload does not match its schema' }
}

/** Mends the payload for the check, and (where the meaning stays the same) what the handler gets. */
class Probe {
  readonly oddities: string[] = []
  readonly #probe: unknown
  readonly #handed: unknown
  readonly #tolerance: Tolerance | undefined
  readonly #nulls = new Map<string, SchemaError>()

  constructor(probe: unknown, handed: unknown, tolerance: Tolerance | undefined) {
    this.#probe = probe
    this.#handed = handed
    this.#tolerance = tolerance
  }

  mend(error: SchemaError): boolean {
    const pattern = patternOf(error.instancePath)
    if (error.keyword === 'additionalProperties')
      return this.#ignoreUnknown(pattern, String(error.params.additionalProperty))
    if (error.keyword === 'type' && this.#dropNulls(pattern, error)) return true
    const { strict, missing } = this.#tolerance ?? {}
    if (!strict || !missing || strict.includes(pattern)) return false
    switch (error.keyword) {
      case 'required': {
        const field = `${pattern}/${String(error.params.missingProperty)}`
        return field in missing && this.#standIn(field, missing[field])
      }
      case 'minItems':
        return pattern in missing && this.#standIn(pattern, missing[pattern])
      case 'enum':
        return this.#standInForWords(pattern, error.params.allowedValues as unknown[])
      case 'maxLength':
        return this.#cut(pattern, Number(error.params.limit))
      case 'format':
        this.oddities.push(`${pattern} is no timestamp`)
        return each(this.#probe, pattern, (holder, key) => (holder[key] = '1970-01-01T00:00:00Z'))
      case 'type':
        return this.#convert(pattern, String(error.params.type))
      default:
        return false
    }
  }

  /** A null that was taken for an absent field, which then turned out to be required, was of the wrong type. */
  blame(error: SchemaError): SchemaError {
    if (error.keyword !== 'required') return error
    return this.#nulls.get(`${patternOf(error.instancePath)}/${String(error.params.missingProperty)}`) ?? error
  }

  #ignoreUnknown(pattern: string, name: string): boolean {
    this.oddities.push(`unknown field ${pattern}/${name}`)
    return each(this.#probe, pattern === '' ? `/${escaped(name)}` : `${pattern}/${escaped(name)}`, (holder, key) => {
      delete holder[key]
    })
  }

  #dropNulls(pattern: string, error: SchemaError): boolean {
    let dropped = false
    const drop = (holder: Holder, key: string | number) => {
      if (holder[key] !== null || Array.isArray(holder)) return
      delete holder[key]
      dropped = true
    }
    each(this.#probe, pattern, drop)
    if (!dropped) return false
    each(this.#handed, pattern, drop)
    this.#nulls.set(pattern, error)
    this.oddities.push(`${pattern} is null`)
    return true
  }

  #standIn(pattern: string, value: unknown): boolean {
    this.oddities.push(`${pattern} is missing`)
    return each(this.#probe, pattern, (holder, key) => {
      const there = holder[key]
      if (there === undefined || (Array.isArray(there) && there.length === 0)) holder[key] = structuredClone(value)
    })
  }

  #standInForWords(pattern: string, allowed: unknown[]): boolean {
    let word: unknown
    each(this.#probe, pattern, (holder, key) => {
      if (allowed.includes(holder[key])) return
      word ??= holder[key]
      holder[key] = allowed[0]
    })
    this.oddities.push(`${pattern} is ${JSON.stringify(word)?.slice(0, 60)}`)
    return true
  }

  #cut(pattern: string, limit: number): boolean {
    this.oddities.push(`${pattern} is longer than ${limit} characters`)
    return each(this.#probe, pattern, (holder, key) => {
      const text = holder[key]
      if (typeof text === 'string') holder[key] = [...text].slice(0, limit).join('')
    })
  }

  #convert(pattern: string, type: string): boolean {
    let converted = 0
    const convert = (holder: Holder, key: string | number) => {
      const value = convertedTo(type, holder[key])
      if (value === undefined || value === holder[key]) return
      holder[key] = value
      converted++
    }
    each(this.#probe, pattern, convert)
    if (converted === 0) return false
    each(this.#handed, pattern, convert)
    this.oddities.push(`${pattern} is not of the type ${type}`)
    return true
  }
}

function convertedTo(type: string, value: unknown): unknown {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined
  if (type !== 'integer' && type !== 'number') return undefined
  const text = typeof value === 'string' ? value.trim() : undefined
  const number =
    text === undefined
      ? value
      : /^[+-]?\d{1,15}([.,]\d{1,15})?$/.test(text)
        ? Number(text.replace(',', '.'))
        : undefined
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  return type === 'integer' ? Math.round(number) : number
}

/** Calls `visit` for every place that the pattern names: its holder and its key there. */
function each(root: unknown, pattern: string, visit: (holder: Holder, key: string | number) => void): true {
  const steps = pattern
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const walk = (holder: unknown, depth: number) => {
    if (typeof holder !== 'object' || holder === null) return
    const step = steps[depth]
    if (step === undefined) return
    const keys = step === '*' && Array.isArray(holder) ? holder.keys() : [step]
    for (const key of keys) {
      if (depth === steps.length - 1) visit(holder as Holder, key)
      else walk((holder as Holder)[key], depth + 1)
    }
  }
  walk(root, 0)
  return true
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function patternOf(path: string): string {
  return path.replace(/\/\d+(?=\/|$)/g, '/*')
}

function refusal(error: SchemaError): Checked {
  const { keyword, instancePath, params } = error
  const violation =
    keyword === 'type' || keyword === 'format'
      ? 'type'
      : keyword === 'required' || keyword === 'minItems' || keyword === 'maxItems'
        ? 'occurrence'
        : 'property'
  const named = params.missingProperty ?? params.additionalProperty
  const reason = `${instancePath || 'the payload'} ${error.message ?? keyword}${typeof named === 'string' ? ` (${named})` : ''}`
  return { ok: false, violation, reason }
}
