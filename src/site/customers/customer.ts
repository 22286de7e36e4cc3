/** What a station keeps about a customer: asked for, and cleared there. Personal data: bounded, and removed after a while. */

export interface CustomerInquiryView {
  id: number
  accountId: string
  stationId: string
  /** Who it is about. */
  idTag: string | null
  identifier: string | null
  /** The station was asked to tell, to forget, or both. */
  report: boolean
  clear: boolean
  state: 'asked' | 'refused' | 'unanswered' | 'running' | 'complete' | 'empty'
  /** Characters that have come. */
  length: number
  /** Why it is not whole. */
  incomplete: string | null
  author: string | null
  askedAt: number
  endedAt: number | null
}

export interface CustomerCharger {
  /**
   * What it tells comes later, under the request's id.
   * @throws SiteError NotSupported, StationRejected (`Invalid`: it can not use such an identifier)
   */
  askCustomer(order: {
    requestId: number
    idTag: string | null
    identifier: string | null
    report: boolean
    clear: boolean
  }): Promise<void>
}

/** Kept of one answer, characters. */
export const longestAnswer = 256 * 1024
/** Answers are removed after so long. */
export const keptMs = 30 * 24 * 60 * 60_000
