import type { DataEnumType, SetVariableStatusEnumType } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Settings } from '../box.ts'

/** One variable. Without `write` it is read only, without `read` write only. */
export interface Variable {
  readonly type: DataEnumType
  readonly read?: (box: Box, evseId: number) => string
  /** RebootRequired: taken over at the next start */
  readonly write?: (box: Box, value: string) => SetVariableStatusEnumType
  /** what follows the answer when it was accepted */
  readonly afterwards?: (box: Box) => void
  /** the MaxSet attribute, where there is one */
  readonly maxSet?: (box: Box) => string
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  /** what may be chosen from, comma separated */
  readonly values?: string
  /** monitors may watch it */
  readonly watched?: boolean
}

type Extra = Omit<Variable, 'read' | 'write' | 'type'> & { readonly type?: DataEnumType }

/** A value that never changes by itself. */
export function fixed(value: string, extra: Extra = {}): Variable {
  const type = value === 'true' || value === 'false' ? 'boolean' : /^\d+$/.test(value) ? 'integer' : 'string'
  return { type, ...extra, read: () => value }
}

/** A value that the box works out. */
export function derived(
  type: DataEnumType,
  read: (box: Box, evseId: number) => string,
  extra: Omit<Extra, 'type'> = {},
): Variable {
  return { type, ...extra, read }
}

type Named<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings]

export function whole(name: Named<number>, least = 0, extra: Extra = {}): Variable {
  return {
    type: 'integer',
    min: least,
    ...extra,
    read: (box) => String(Math.round(box.settings[name])),
    write: (box, value) => {
      if (!/^\d{1,8}$/.test(value) || Number(value) < least) return 'Rejected'
      box.settings[name] = Number(value)
      return 'Accepted'
    },
  }
}

export function flag(name: Named<boolean>): Variable {
  return {
    type: 'boolean',
    read: (box) => String(box.settings[name]),
    write: (box, value) => {
      const lower = value.toLowerCase()
      if (lower !== 'true' && lower !== 'false') return 'Rejected'
      box.settings[name] = lower === 'true'
      return 'Accepted'
    },
  }
}
