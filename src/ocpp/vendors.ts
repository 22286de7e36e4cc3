/** DataTransfer of both versions: messages that only a vendor and its stations know. */
import type { Turn } from './protocol.ts'

export interface VendorMessage {
  vendorId: string
  messageId: string | null
  /** As it came; text in 1.6, anything in 2.0.1. */
  data: unknown
}

export interface VendorAnswer {
  status: 'Accepted' | 'Rejected' | 'UnknownMessageId'
  data?: string
}

export type VendorHandler = (turn: Turn, message: VendorMessage) => VendorAnswer

/** vendorId in lower case → what it means here. */
const vendors: ReadonlyMap<string, VendorHandler> = new Map()

const longestData = 2_000

/** What no vendor of ours is meant by is written down as an event of the station, where a person can read it. */
export function answerVendor(turn: Turn, message: VendorMessage): VendorAnswer | { status: 'UnknownVendorId' } {
  const handler = vendors.get(message.vendorId.toLowerCase())
  if (handler) return handler(turn, message)
  const { vendorId, messageId, data } = message
  const text = data === undefined ? null : typeof data === 'string' ? data : JSON.stringify(data)
  turn.run('stations.reportEvent', {
    evseNo: null,
    subject: `DataTransfer ${vendorId}`,
    value: messageId,
    trigger: null,
    cleared: null,
    text: text?.slice(0, longestData) ?? null,
    at: turn.receivedAt,
  })
  return { status: 'UnknownVendorId' }
}
