import type { IdTokenType } from '../generated/v201/types.ts'

/**
 * A tag of the site as stations compare it with what is shown to them: by its type too. Cards are known by their serial number
 * in hexadecimal: 4, 7 or 10 bytes with ISO 14443, 8 bytes with ISO 15693. Everything else is a token of our own.
 */
export function idTokenOf(idTag: string): IdTokenType {
  if (/^(?:[\dA-F]{8}|[\dA-F]{14}|[\dA-F]{20})$/i.test(idTag)) return { idToken: idTag, type: 'ISO14443' }
  if (/^[\dA-F]{16}$/i.test(idTag)) return { idToken: idTag, type: 'ISO15693' }
  return { idToken: idTag, type: 'Central' }
}
