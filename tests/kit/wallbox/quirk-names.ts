import { InvalidArgumentError } from 'commander'
import type { Quirks } from './quirks.ts'

type Kind = 'flag' | 'number' | 'text' | 'list'

/** Every quirk with the kind of its value; the compiler holds the list against the type. */
const KINDS: { readonly [Name in keyof Required<Quirks>]: Kind } = {
  acceptsAndIgnores: 'list',
  amperesOnly: 'flag',
  callErrorText: 'text',
  cantRestartFromFinishing: 'flag',
  emptySampledValue: 'flag',
  errorCodeError: 'flag',
  failsInstallation: 'flag',
  forgetsOnRestart: 'flag',
  foxess16Shapes: 'flag',
  keepsStackZero: 'flag',
  kWhCalledWh: 'flag',
  lacks: 'list',
  longConfigurationValues: 'flag',
  minusOneTransaction: 'flag',
  neverBoots: 'flag',
  noConnectorId: 'flag',
  noStatusNotification: 'flag',
  noSubprotocol: 'flag',
  overlongFields: 'flag',
  passwordIsHex: 'flag',
  passwordNeedsReboot: 'flag',
  postsUploads: 'flag',
  powerOnlyInTransactions: 'flag',
  rejectsChargePointMax: 'flag',
  rejectsZeroLimit: 'flag',
  relativeOnly: 'flag',
  restartsMessageIds: 'flag',
  restartsOnUnknownMeasurand: 'flag',
  seqNoZeroInEnded: 'flag',
  stackLevelMax: 'number',
  staleTransaction: 'flag',
  statusBeforeBoot: 'flag',
  temperatureUnit: 'text',
  timesWithoutZone: 'flag',
  unitHz: 'flag',
  wattsOnly: 'flag',
  zeroLimitEndsCharge: 'flag',
}

export const QUIRK_NAMES: readonly string[] = Object.keys(KINDS)

/** `name` or `name=value`; a list is separated by commas. @throws InvalidArgumentError */
export function quirkFrom(text: string): Quirks {
  const [name = '', value] = text.split(/=(.*)/s)
  const kind = (KINDS as Readonly<Record<string, Kind>>)[name]
  if (!kind) throw new InvalidArgumentError(`There is no quirk ${name}: there are ${QUIRK_NAMES.join(', ')}.`)
  if (kind === 'flag') {
    if (value !== undefined) throw new InvalidArgumentError(`${name} takes no value.`)
    return { [name]: true }
  }
  if (value === undefined) throw new InvalidArgumentError(`${name} needs a value: ${name}=…`)
  if (kind === 'list') return { [name]: value.split(',').map((each) => each.trim()) }
  if (kind === 'text') return { [name]: value }
  if (!Number.isInteger(Number(value))) throw new InvalidArgumentError(`${name} needs a whole number, not ${value}.`)
  return { [name]: Number(value) }
}
