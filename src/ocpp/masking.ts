import { isSecretSetting } from '../site/stations/control.use-cases.ts'

const mask = '***'
/** A cheap look at the text first: nearly all frames have nothing to hide. */
const suspicious = /password|secret|authorizationkey|:\/\/[^/\s"@]*:[^/\s"@]*@/i
const secretName = /password|secret|authorizationkey/i
const credentialsInUrl = /(:\/\/)[^/\s"@]*:[^/\s"@]*@/g
const deepest = 20

/** The frame as it may be stored and shown: values of settings that hold passwords, and credentials in addresses, are masked. */
export function maskSecrets(frame: string): string {
  if (!suspicious.test(frame)) return frame
  try {
    return JSON.stringify(masked(JSON.parse(frame), 0))
  } catch {
    const { index } = suspicious.exec(frame) ?? { index: 0 }
    return `${frame.slice(0, index)}${mask} (the rest is hidden: it may hold a secret and can't be read)`
  }
}

function masked(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(credentialsInUrl, `$1${mask}@`)
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return mask
  if (Array.isArray(value)) return value.map((each) => masked(each, depth + 1))
  const namesSecret = isSecretSetting(settingNameOf(value))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const hidden = secretName.test(key) || (namesSecret && /^(value|attributeValue|actualValue|data)$/.test(key))
      return [key, hidden && typeof each !== 'object' ? mask : masked(each, depth + 1)]
    }),
  )
}

/** 1.6: `key`; 2.0.1: `variable.name`. */
function settingNameOf(holder: object): string {
  const { key, variable } = holder as { key?: unknown; variable?: { name?: unknown } | null }
  if (typeof key === 'string') return key
  return typeof variable?.name === 'string' ? variable.name : ''
}
