import type { Box } from './box.ts'
import { MESSAGE_EFFECTS } from './quirk-messages.ts'
import { PROFILE_EFFECTS } from './quirk-profiles.ts'
import type { Quirks } from './quirks.ts'
import type { Answer } from './rpc.ts'

export type Payload = Record<string, unknown>

/** What a quirk does to what goes over the wire. */
export interface Effect {
  /** changes a CALL before it is checked and sent; `unsent`: it never leaves, and counts as answered with nothing */
  call?(box: Box, action: string, payload: Payload): Payload | 'unsent'
  /** answers in place of the behaviour */
  answer?(box: Box, action: string, request: Payload): Answer | undefined
  /** changes an answer before it is checked and sent */
  reply?(box: Box, action: string, payload: Payload, request: Payload): Payload
}

/** Effects by the name of their quirk, each made from the quirk's value. */
export type EffectTable = { readonly [Name in keyof Quirks]?: (value: NonNullable<Quirks[Name]>) => Effect }

const TABLE: EffectTable = {
  acceptsAndIgnores: (actions) => ({
    answer: (_, action) => (actions.includes(action) ? { answer: { status: 'Accepted' } } : undefined),
  }),
  noStatusNotification: () => ({
    call: (_, action, payload) => (action === 'StatusNotification' ? 'unsent' : payload),
  }),
  restartsOnUnknownMeasurand: () => ({
    answer: (box, action, request) => {
      const asked = action === 'ChangeConfiguration' && request.key === 'MeterValuesSampledData' ? request.value : ''
      const unknown = String(asked)
        .split(',')
        .some((each) => each !== '' && !KNOWN_MEASURANDS.includes(each))
      return unknown
        ? { answer: { status: 'Rejected' }, afterwards: () => box.background(box.reboot('power-up')) }
        : undefined
    },
  }),
  ...PROFILE_EFFECTS,
  ...MESSAGE_EFFECTS,
}

const KNOWN_MEASURANDS = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC']

/** The effects of a box's quirks, in the order of the table. */
export function effectsOf(quirks: Quirks): Effect[] {
  return Object.entries(TABLE).flatMap(([name, make]) => {
    const value = quirks[name as keyof Quirks]
    return value === undefined || value === false ? [] : [(make as (value: unknown) => Effect)(value)]
  })
}
