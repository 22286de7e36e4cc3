import type { ProtocolVersion } from '../protocol.ts'
import { createCharger } from './charger.ts'
import { console201 } from './console.ts'
import { shapesOf16 } from './shapes-of-16.ts'
import { table } from './table.ts'

export const v201: ProtocolVersion = {
  name: 'ocpp2.0.1',
  messages: new Map(Object.entries(table)),
  // 2.0.1 part 4, section 4.3
  errors: {
    format: 'FormatViolation',
    type: 'TypeConstraintViolation',
    property: 'PropertyConstraintViolation',
    occurrence: 'OccurrenceConstraintViolation',
    messageType: 'MessageTypeNotSupported',
    frame: 'RpcFrameworkError',
  },
  requests: console201.requests,
  shapes: shapesOf16,
  createCharger,
}
