import { z } from 'zod'
import type { Chargers } from '../charger.ts'
import { SiteError } from '../errors.ts'

/** Name of a version of OCPP, as its subprotocol: which of them are spoken, the OCPP door knows. */
export const protocolName = z
  .string()
  .max(20)
  .regex(/^ocpp\d+(\.\d+)+$/, 'Write the version like ocpp1.6.')

/**
 * Absent names, and all while no door is open, are let pass.
 * @throws SiteError InvalidInput: no station may speak it here
 */
export function checkSpoken({ protocols }: Chargers, field: string, name: string | null | undefined) {
  if (name == null || protocols.length === 0 || protocols.includes(name)) return
  throw new SiteError('InvalidInput', {
    fields: { [field]: `This controller does not speak ${name}. Choose one of: ${protocols.join(', ')}.` },
  })
}
