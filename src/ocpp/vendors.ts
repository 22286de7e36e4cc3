/** DataTransfer of both versions: messages that only a vendor and its stations know. */
import type { VendorCharger, VendorMessage, VendorStatus } from '../site/vendors/vendor.ts'
import { textIn } from './answers.ts'
import type { Caller, Turn } from './protocol.ts'

/** In both versions' words. */
const statuses = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  'unknown-vendor': 'UnknownVendorId',
  'unknown-message': 'UnknownMessageId',
} as const satisfies Record<VendorStatus, string>

type WireStatus = (typeof statuses)[VendorStatus]

/** What it is answered with, the site's registry of vendors knows. */
export function answerVendor(turn: Turn, message: VendorMessage): { status: WireStatus } {
  return { status: statuses[turn.run('vendors.receive', message)] }
}

/** `textOnly`: the version has texts for data, so that JSON goes as its text. */
export function vendorCharger(link: Caller, { textOnly }: { textOnly: boolean }): VendorCharger {
  return {
    sendVendorMessage: async ({ vendorId, messageId, data }) => {
      const answer = await link.call('DataTransfer', {
        vendorId,
        ...(messageId === null ? {} : { messageId }),
        ...(data === undefined ? {} : { data: textOnly && typeof data !== 'string' ? JSON.stringify(data) : data }),
      })
      const told = textIn(answer, 'status')
      const known = Object.entries(statuses).find(([, word]) => word === told)
      return {
        status: (known?.[0] as VendorStatus | undefined) ?? 'rejected',
        data: (answer as { data?: unknown } | null)?.data ?? null,
      }
    },
  }
}
