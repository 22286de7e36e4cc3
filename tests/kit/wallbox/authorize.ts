import type { Box, Connector, Who } from './box.ts'
import { listed } from './local-list.ts'
import { CallFailed } from './rpc.ts'
import { showToDriver } from './v201/display-messages.ts'

/** Asks the server, or the box's own memory where it may; undefined: the tag may not charge. */
export async function authorize(box: Box, c: Connector, asked: Who): Promise<Who | undefined> {
  const { idTag } = asked
  const { settings } = box
  const key = idTag.toLowerCase()
  const cached = settings.cacheEnabled ? box.cache.get(key) : undefined
  const entry = listed(box, idTag)
  const offline = () => {
    // The list goes before the cache (1.6 §3.5.3), and its "no" counts whatever unknown cards may do.
    const known = entry ? (entry.allowed ? entry.who : undefined) : cached
    if (known && settings.authorizeOffline) return known
    if (settings.unknownOffline && !entry) return asked
    refuse(
      box,
      c,
      idTag,
      entry ? 'the local list does not let it charge' : 'the box is offline and does not know the card',
    )
    return undefined
  }
  if (!box.online) return offline()
  const trusted = entry ? (entry.allowed ? entry.who : undefined) : cached
  if (settings.preAuthorize && trusted) return trusted
  try {
    const { status, group, message } = await box.dialect.authorize(box, asked)
    if (message) showToDriver(box, c, message)
    else box.memory.display.personal.delete(c.id)
    const who = { ...asked, group }
    if (settings.cacheEnabled && (status === 'Accepted' || status === 'ConcurrentTx')) box.cache.set(key, who)
    else box.cache.delete(key)
    if (status === 'Accepted') return who
    refuse(box, c, idTag, `the site says ${status}`)
    return undefined
  } catch (error) {
    if (error instanceof CallFailed) return offline()
    throw error
  }
}

export function refuse(box: Box, c: Connector, idTag: string, why: string): 'refused' {
  box.happened('card', `card ${idTag} is refused: ${why}`, c.id)
  return 'refused'
}
