import type { QuirkAdaptation } from '../../../site/quirks/quirk.ts'

/** Peculiarities that there are or are not. */
export const adaptationFlags = [
  'relativeProfiles',
  'noStationMaxProfile',
  'noClearOfStack0',
  'noRestartFromFinishing',
  'powerOnlyInSessions',
  'noMeasurandProbing',
  'acceptsWithoutDoing',
  'shapes16in201',
  'bootOnRequest',
  'statusOnReconnect',
] as const satisfies readonly (keyof QuirkAdaptation)[]

/** All of them, in the order in which they are shown. */
export const adaptationKeys = [
  'stackLevelMax',
  'unit',
  'zeroLimit',
  'assumesSubprotocol',
  'answerTimeoutS',
  ...adaptationFlags,
] as const satisfies readonly (keyof QuirkAdaptation)[]

/** Without what is not said: absent means as the protocol says. */
export function withoutNothing<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== null && each !== false && each !== '' && each !== undefined),
  ) as Partial<T>
}
