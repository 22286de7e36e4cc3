import { AuthorizeRequest, AuthorizeResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { idTokenInfo } from './id-token-info.ts'

/** 2.0.1 use cases C01, C02, C04, C06. Certificates of the contract are not judged here: without an answer to them the token alone counts. */
export const authorize = incoming({
  request: AuthorizeRequest,
  response: AuthorizeResponse,
  handle: (turn, { idToken }) => {
    const authorization = turn.run('tags.authorize', { idTag: idToken.idToken })
    const price = turn.run('prices.ofStation', { userId: authorization.userId })
    return { idTokenInfo: idTokenInfo(authorization, price) }
  },
})
