import { isSecretSetting } from '../stations/control.use-cases.ts'

const mask = '***'
const secretName = /password|secret|authorizationkey/i
const credentialsInUrl = /(:\/\/)[^/\s"@]*:[^/\s"@]*@/g
const deepest = 20

/**
 * A message, or a part of one, as it may be stored and shown: values of settings that hold passwords, and credentials in
 * addresses, are masked.
 */
export function maskedValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(credentialsInUrl, `$1${mask}@`)
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return mask
  if (Array.isArray(value)) return value.map((each) => maskedValue(each, depth + 1))
  const namesSecret = isSecretSetting(settingNameOf(value))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const hidden = secretName.test(key) || (namesSecret && /^(value|attributeValue|actualValue|data)$/.test(key))
      return [key, hidden && typeof each !== 'object' ? mask : maskedValue(each, depth + 1)]
    }),
  )
}

/** 1.6: `key`; 2.0.1: `variable.name`. */
function settingNameOf(holder: object): string {
  const { key, variable } = holder as { key?: unknown; variable?: { name?: unknown } | null }
  if (typeof key === 'string') return key
  return typeof variable?.name === 'string' ? variable.name : ''
}
