import type { LoggedMessage } from '../../../site/messages/message.ts'

export interface MessageFilter {
  action: string | null
  direction: 'all' | 'in' | 'out'
  errorsOnly: boolean
  search: string
}

export const everyMessage: MessageFilter = { action: null, direction: 'all', errorsOnly: false, search: '' }

/** The same choice that the controller makes among stored messages, for those that come live. */
export function matchesMessage(message: LoggedMessage, filter: MessageFilter): boolean {
  if (filter.action !== null && message.action !== filter.action) return false
  if (filter.direction !== 'all' && message.direction !== filter.direction) return false
  if (filter.errorsOnly && !isTrouble(message)) return false
  const text = filter.search.toLowerCase()
  return text === '' || `${message.frame} ${message.action ?? ''}`.toLowerCase().includes(text)
}

export function isTrouble({ kind, note }: LoggedMessage): boolean {
  return kind === 'error' || kind === 'invalid' || note !== null
}

/** A frame as people read JSON; as it came where it is none. */
export function prettyFrame(frame: string): string {
  try {
    return JSON.stringify(JSON.parse(frame), null, 2)
  } catch {
    return frame
  }
}
