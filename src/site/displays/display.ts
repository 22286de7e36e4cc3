/** Messages on a station's screen. */

export type DisplayPriority = 'always-front' | 'in-front' | 'normal-cycle'
export type DisplayWhile = 'charging' | 'faulted' | 'idle' | 'unavailable'
export type DisplayFormat = 'text' | 'ascii' | 'html' | 'uri'

export interface DisplayContent {
  priority: DisplayPriority
  /** Shown only while the station is so; null: always. */
  shownWhile: DisplayWhile | null
  format: DisplayFormat
  /** RFC 5646, e.g. de. */
  language: string | null
  /** At most 512 characters. */
  content: string
  startAt: number | null
  endAt: number | null
}

export type DisplayState = 'sent' | 'shown' | 'refused' | 'unanswered' | 'cleared' | 'gone'

export interface DisplayMessageView extends DisplayContent {
  id: number
  accountId: string
  stationId: string
  /** How the station knows it. */
  ocppId: number
  /** `station`: it was there already, or came from elsewhere. */
  origin: 'site' | 'station'
  transactionUid: string | null
  /** `gone`: over, or no longer among what the station told. */
  state: DisplayState
  problem: string | null
  author: string | null
  createdAt: number
  confirmedAt: number | null
}

/** A message as a station tells it. */
export interface ToldMessage extends DisplayContent {
  ocppId: number
  /** The session's id in the station's words. */
  ocppTransactionId: string | null
}

export interface DisplayCharger {
  /** @throws SiteError StationRejected (details.answer), NotSupported: the version has no screen */
  showMessage(order: ToldMessage): Promise<void>
  clearMessage(order: { ocppId: number }): Promise<'cleared' | 'unknown'>
  /** Asks for all messages: they come later, under the request's id. */
  askMessages(order: { requestId: number }): Promise<'coming' | 'none'>
}

export const longestContent = 512
