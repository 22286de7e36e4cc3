import { AuthorizeRequest, AuthorizeResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerAuthorize, judgeContract } from '../v201/authorize.ts'

/**
 * 2.1 use cases C01, C02, C04, C06, C07. The price is told as text: `tariff` is for stations that count the cost themselves
 * (I08). Without `allowedEnergyTransfer` a car may charge and not feed back.
 */
export const authorize = incoming({
  request: AuthorizeRequest,
  response: AuthorizeResponse,
  prepare: judgeContract,
  handle: answerAuthorize,
})
