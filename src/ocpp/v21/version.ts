import type { ProtocolVersion } from '../protocol.ts'
import { createCharger } from './charger.ts'
import { console21 } from './console.ts'
import { table } from './table.ts'

export const v21: ProtocolVersion = {
  name: 'ocpp2.1',
  messages: new Map(Object.entries(table)),
  // 2.1 part 4, section 4.3
  errors: {
    format: 'FormatViolation',
    type: 'TypeConstraintViolation',
    property: 'PropertyConstraintViolation',
    occurrence: 'OccurrenceConstraintViolation',
    // 5 (CALLRESULTERROR) and 6 (SEND) want no answer: an error in return would start a row of errors
    messageType: undefined,
    frame: 'RpcFrameworkError',
  },
  requests: console21.requests,
  createCharger,
}
