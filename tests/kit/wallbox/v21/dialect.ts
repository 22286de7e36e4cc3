import * as schemas from '../../../../src/ocpp/generated/v21/validators.mjs'
import type { Dialect } from '../dialect.ts'
import type { SchemaBook } from '../schemas.ts'
import { ocpp201 } from '../v201/dialect.ts'

/** OCPP 2.1 as a station speaks it that was made for 2.0.1: what it says and answers is held against the schemas of 2.1. */
export const ocpp21: Dialect = {
  ...ocpp201,
  protocol: 'ocpp2.1',
  schemas: schemas as unknown as SchemaBook,
  maxTagLength: 255,
}
