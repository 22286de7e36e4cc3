/**
 * Everything that is wrong with a value by its JSON schema, by path. The generated validators are for the hot path and stop at
 * the first fault; this is for people, who want to see all of them. It knows the keywords that the schemas of OCPP use.
 */
import { isDateTime, isUri } from './schema-formats.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

const most = 50

/** Path (`payload.chargingProfile.id`, `payload.list.0`) → what is wrong; empty: nothing. */
export function faultsOf(schema: JsonSchema, value: unknown, path: string): Record<string, string> {
  const faults: Record<string, string> = {}
  const definitions = (schema.definitions ?? {}) as Record<string, JsonSchema>
  visit(schema, value, path)
  return faults

  function say(where: string, what: string) {
    if (Object.keys(faults).length < most) faults[where] ??= what
  }

  function visit(given: JsonSchema, here: unknown, where: string) {
    const rule = resolved(given, definitions)
    const { type, enum: words } = rule
    if (typeof type === 'string' && !isOfType(type, here)) return say(where, `This must be ${article(type)}.`)
    if (Array.isArray(words) && !words.includes(here)) return say(where, `This must be one of ${words.join(', ')}.`)
    if (typeof here === 'string') checkText(rule, here, (what) => say(where, what))
    else if (typeof here === 'number') checkNumber(rule, here, (what) => say(where, what))
    else if (Array.isArray(here)) visitList(rule, here, where)
    else if (typeof here === 'object' && here !== null) visitObject(rule, here as Record<string, unknown>, where)
  }

  function visitList({ minItems, maxItems, items }: JsonSchema, list: unknown[], where: string) {
    if (typeof minItems === 'number' && list.length < minItems) say(where, `At least ${minItems} must be given.`)
    if (typeof maxItems === 'number' && list.length > maxItems) say(where, `At most ${maxItems} may be given.`)
    if (typeof items === 'object' && items !== null)
      for (const [index, each] of list.entries()) visit(items as JsonSchema, each, `${where}.${index}`)
  }

  function visitObject(rule: JsonSchema, object: Record<string, unknown>, where: string) {
    const properties = (rule.properties ?? {}) as Record<string, JsonSchema>
    for (const key of (rule.required ?? []) as string[])
      if (!Object.hasOwn(object, key)) say(`${where}.${key}`, 'This is missing.')
    for (const [key, each] of Object.entries(object)) {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined
      if (property) visit(property, each, `${where}.${key}`)
      else if (rule.additionalProperties === false) say(`${where}.${key}`, 'There is no such field here.')
    }
  }
}

function resolved(schema: JsonSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/definitions/', '') : undefined
  return name === undefined ? schema : (definitions[name] ?? schema)
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    default:
      return typeof value === type
  }
}

function article(type: string): string {
  const words: Record<string, string> = {
    object: 'an object',
    array: 'a list',
    integer: 'a whole number',
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
  }
  return words[type] ?? type
}

function checkText({ maxLength, format }: JsonSchema, text: string, say: (what: string) => void) {
  const { length } = [...text]
  if (typeof maxLength === 'number' && length > maxLength)
    say(`This may have at most ${maxLength} characters, and has ${length}.`)
  else if (format === 'date-time' && !isDateTime(text)) say('This must be an instant like 2026-03-01T17:30:00Z.')
  else if (format === 'uri' && !isUri(text)) say('This must be an address with a scheme, like ftp://host/path.')
}

function checkNumber({ minimum, maximum, multipleOf }: JsonSchema, number: number, say: (what: string) => void) {
  if (typeof minimum === 'number' && number < minimum) say(`This must be at least ${minimum}.`)
  else if (typeof maximum === 'number' && number > maximum) say(`This must be at most ${maximum}.`)
  else if (typeof multipleOf === 'number' && !isMultiple(number, multipleOf))
    say(`This must be a multiple of ${multipleOf}.`)
}

/** As the validators do: 16.1 is a multiple of 0.1 although the division of binary fractions says 161.00000000000003. */
function isMultiple(number: number, of: number): boolean {
  return Math.abs(Math.round(number / of) - number / of) < 1e-6
}
