import { maskedValue } from '../site/audit/masking.ts'

const mask = '***'
/** A cheap look at the text first: nearly all frames have nothing to hide. */
const suspicious = /password|secret|authorizationkey|:\/\/[^/\s"@]*:[^/\s"@]*@/i

/** The frame as it may be stored and shown: values of settings that hold passwords, and credentials in addresses, are masked. */
export function maskSecrets(frame: string): string {
  if (!suspicious.test(frame)) return frame
  try {
    return JSON.stringify(maskedValue(JSON.parse(frame)))
  } catch {
    const { index } = suspicious.exec(frame) ?? { index: 0 }
    return `${frame.slice(0, index)}${mask} (the rest is hidden: it may hold a secret and can't be read)`
  }
}
