import type { GetConfigurationRequest, GetConfigurationResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { describeKey, findKey, KEYS, type KeyValue } from './configuration.ts'

/** §5.8; without keys all of them. */
export const getConfiguration: Behaviour = behaviour<GetConfigurationRequest>((box, request) => {
  const asked = request.key?.length ? request.key : Object.keys(KEYS)
  const configurationKey: KeyValue[] = []
  const unknownKey: string[] = []
  for (const name of asked) {
    const found = findKey(name)
    if (found) configurationKey.push(describeKey(box, ...found))
    else unknownKey.push(name)
  }
  const answer: GetConfigurationResponse = { configurationKey, ...(unknownKey.length > 0 ? { unknownKey } : {}) }
  return { answer }
})
