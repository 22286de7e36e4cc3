import type { Messages } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box } from '../box.ts'

export type Action16 = { [K in keyof Messages]: K extends `${infer A}Request` ? A : never }[keyof Messages]

/** Sends a CALL of OCPP 1.6 with the types of its schemas. */
export async function call16<A extends Action16>(
  box: Box,
  action: A,
  payload: Messages[`${A}Request`],
): Promise<Messages[`${A}Response`]> {
  return (await box.call(action, payload)) as Messages[`${A}Response`]
}
