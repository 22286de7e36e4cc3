import type { ProtocolVersion } from '../protocol.ts'
import { createCharger } from './charger.ts'
import { console16 } from './console.ts'
import { table } from './table.ts'

export const v16: ProtocolVersion = {
  name: 'ocpp1.6',
  messages: new Map(Object.entries(table)),
  // OCPP-J 1.6 section 4.2.3; "Occurence" is the specification's own spelling
  errors: {
    format: 'FormationViolation',
    type: 'TypeConstraintViolation',
    property: 'PropertyConstraintViolation',
    occurrence: 'OccurenceConstraintViolation',
    messageType: undefined,
    frame: undefined,
  },
  requests: console16.requests,
  createCharger,
}
