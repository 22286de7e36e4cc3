import type { IdTokenEnumType, IdTokenType, Messages } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'

export type Action201 = { [K in keyof Messages]: K extends `${infer A}Request` ? A : never }[keyof Messages]

/** Sends a CALL of OCPP 2.0.1 with the types of its schemas. */
export async function call201<A extends Action201>(
  box: Box,
  action: A,
  payload: Messages[`${A}Request`],
): Promise<Messages[`${A}Response`]> {
  return (await box.call(action, payload)) as Messages[`${A}Response`]
}

export function idToken(idTag: string, tokenType: string): IdTokenType {
  return { idToken: idTag, type: tokenType as IdTokenEnumType }
}
