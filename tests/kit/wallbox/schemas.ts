/** One breach of the official schemas or of the OCPP-J rules, by whichever end. */
export interface Violation {
  readonly atMs: number
  readonly direction: 'sent' | 'received'
  /** schema name such as `BootNotificationRequest`, or `frame` for a breach of the RPC rules */
  readonly what: string
  /** what is wrong, one sentence */
  readonly text: string
  readonly frame: string
  /** CALLERROR code that names this kind of breach */
  readonly kind: 'type' | 'occurrence' | 'property' | 'format'
}

interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly message?: string
  readonly params: Record<string, unknown>
}

/** A generated validator: answers whether the value fits and leaves the errors on itself. */
export interface Schema {
  (value: unknown): boolean
  errors?: readonly SchemaError[] | null
}

/** The generated validators of one version, by schema name (`AuthorizeRequest`, `AuthorizeResponse`, …). */
export type SchemaBook = Readonly<Record<string, Schema>>

/** What is wrong with `value` by the official schema `name`, or undefined; unknown names are not judged. */
export function breachOf(book: SchemaBook, name: string, value: unknown): Pick<Violation, 'text' | 'kind'> | undefined {
  const schema = book[name]
  if (!schema || schema(value)) return undefined
  const error = schema.errors?.[0]
  if (!error) return { text: `${name} does not match its schema`, kind: 'format' }
  const where = error.instancePath === '' ? name : `${name}${error.instancePath}`
  const extra = error.params.additionalProperty ?? error.params.missingProperty
  const named = typeof extra === 'string' ? ` (${extra})` : ''
  const text = `${where} ${error.message ?? error.keyword}${named}`
  return { text, kind: kindOf(error.keyword) }
}

function kindOf(keyword: string): Violation['kind'] {
  if (keyword === 'type' || keyword === 'format') return 'type'
  if (keyword === 'required' || keyword === 'minItems' || keyword === 'maxItems') return 'occurrence'
  if (keyword === 'additionalProperties') return 'format'
  return 'property'
}
