/** Messages that only a vendor and its stations know (OCPP's DataTransfer), and what they are answered with. */

/** `note`: accepted, and written down as an event of the station; `drop`: accepted and forgotten; `refuse`: rejected. */
export type VendorHandling = 'note' | 'drop' | 'refuse'

export interface VendorRule {
  /** Lower-case. */
  vendorId: string
  /** Null: every message of the vendor that has no rule of its own. */
  messageId: string | null
  handling: VendorHandling
  note: string
}

export interface VendorRuleView extends VendorRule {
  accountId: string
  /** `changed`: instead of a shipped one. */
  origin: 'shipped' | 'changed' | 'own'
}

export interface VendorMessage {
  vendorId: string
  messageId: string | null
  /** As it came: a text, or any JSON. */
  data: unknown
}

export type VendorStatus = 'accepted' | 'rejected' | 'unknown-vendor' | 'unknown-message'

/** What a station answered to a message that was sent to it. */
export interface VendorAnswer {
  status: VendorStatus
  data: unknown
}

export interface VendorCharger {
  /** Sends a vendor's own message. A refusal is an answer here. */
  sendVendorMessage(order: VendorMessage): Promise<VendorAnswer>
}

/** What is known of vendors' messages in the field. */
export const shippedRules: readonly VendorRule[] = [
  {
    vendorId: 'org.openchargealliance.costmsg',
    messageId: 'ConnectorUnplugged',
    handling: 'note',
    note: 'Costs on the screen of 1.6 stations (OCA, California pricing requirements): the car was unplugged after its session.',
  },
]

/** The rule for a message; `vendor`: there are rules of its vendor, but none for it. */
export function ruleFor(
  rules: readonly VendorRule[],
  { vendorId, messageId }: VendorMessage,
): VendorRule | 'vendor' | undefined {
  const own = rules.filter((rule) => rule.vendorId === vendorId.toLowerCase())
  if (own.length === 0) return undefined
  return own.find((rule) => rule.messageId === messageId) ?? own.find((rule) => rule.messageId === null) ?? 'vendor'
}
