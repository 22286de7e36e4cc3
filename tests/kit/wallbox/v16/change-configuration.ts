import type {
  ChangeConfigurationRequest,
  ChangeConfigurationResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { findKey } from './configuration.ts'

/** §5.3: an unknown key is NotSupported; a read-only key and a value out of range are Rejected. */
export const changeConfiguration: Behaviour = behaviour<ChangeConfigurationRequest>((box, request) => {
  const answer = (status: ChangeConfigurationResponse['status']) => ({ answer: { status } })
  const found = findKey(request.key)
  if (!found) return answer('NotSupported')
  const [name, key] = found
  if (!key.write?.(box, request.value)) return answer('Rejected')
  box.happened('command', key.secret ? `${name} is set` : `${name} is now ${request.value}`)
  if (key.needsReboot?.(box)) return answer('RebootRequired')
  return {
    ...answer('Accepted'),
    afterwards: () => {
      box.settingsChanged()
      key.afterwards?.(box)
    },
  }
})
