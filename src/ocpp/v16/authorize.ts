import { AuthorizeRequest, AuthorizeResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { idTagInfo } from './id-tag-info.ts'

export const authorize = incoming({
  request: AuthorizeRequest,
  response: AuthorizeResponse,
  handle: (turn, { idTag }) => ({ idTagInfo: idTagInfo(turn.run('tags.authorize', { idTag })) }),
})
