/** A JSON schema of the protocol as a person reads it: its fields in a list, and a payload to begin with. */

export interface SchemaField {
  /** Like `chargingProfile.chargingSchedule[].limit`. */
  path: string
  type: string
  required: boolean
  /** Values that are allowed; empty: any of the type. */
  choices: string[]
}

type Schema = Readonly<Record<string, unknown>>

/** Schemas that refer to themselves end here. */
const deepest = 6

export function schemaFields(schema: Schema): SchemaField[] {
  return fieldsOf(schema, schema, '', 0)
}

function fieldsOf(root: Schema, part: Schema, before: string, depth: number): SchemaField[] {
  if (depth > deepest) return []
  const required = requiredOf(part)
  return Object.entries(propertiesOf(part)).flatMap(([name, given]) => {
    // every object of 2.0.1 has one: named each time, it would hide the rest
    if (name === 'customData') return []
    const { schema, list } = itemOf(root, given)
    const path = `${before}${name}${list ? '[]' : ''}`
    const field = { path, type: typeOf(schema), required: required.has(name), choices: choicesOf(schema) }
    return [field, ...fieldsOf(root, schema, `${path}.`, depth + 1)]
  })
}

/** The required fields, each with a value that is allowed or begins one. `now`: ISO. */
export function examplePayload(schema: Schema, now: string): Record<string, unknown> {
  return exampleOf(schema, schema, now, 0) as Record<string, unknown>
}

function exampleOf(root: Schema, given: unknown, now: string, depth: number): unknown {
  const schema = resolved(root, given)
  const [choice] = choicesOf(schema)
  if (choice !== undefined) return choice
  switch (typeOf(schema)) {
    case 'array':
      return [exampleOf(root, schema.items, now, depth + 1)]
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 0
    case 'date-time':
      return now
    case 'string':
      return ''
    default:
  }
  if (depth > deepest) return {}
  const properties = propertiesOf(schema)
  return Object.fromEntries(
    [...requiredOf(schema)].map((name) => [name, exampleOf(root, properties[name], now, depth + 1)]),
  )
}

function itemOf(root: Schema, given: unknown): { schema: Schema; list: boolean } {
  const schema = resolved(root, given)
  return schema.type === 'array' ? { schema: resolved(root, schema.items), list: true } : { schema, list: false }
}

/** Follows `#/definitions/…`. */
function resolved(root: Schema, given: unknown): Schema {
  if (!isObject(given)) return {}
  if (typeof given.$ref !== 'string') return given
  let target: unknown = root
  for (const step of given.$ref.replace(/^#\//, '').split('/')) target = isObject(target) ? target[step] : undefined
  return isObject(target) ? target : {}
}

function typeOf({ type, format, properties }: Schema): string {
  if (format === 'date-time') return 'date-time'
  if (typeof type === 'string') return type
  return isObject(properties) ? 'object' : 'any'
}

function choicesOf(schema: Schema): string[] {
  return Array.isArray(schema.enum) ? schema.enum.map(String) : []
}

function propertiesOf({ properties }: Schema): Schema {
  return isObject(properties) ? properties : {}
}

function requiredOf({ required }: Schema): Set<string> {
  return new Set(Array.isArray(required) ? required.map(String) : [])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
