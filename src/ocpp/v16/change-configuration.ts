import { isSecretSetting } from '../../site/stations/control.use-cases.ts'
import { textIn } from '../answers.ts'
import type { ChangeConfigurationRequest, GetConfigurationRequest } from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'

/**
 * 1.6 section 5.3. Stations that accept what they then ignore are asked what they have.
 * @returns the status of the answer; `Ignored`: accepted, and not done
 */
export async function changeConfiguration(link: Caller, key: string, value: string): Promise<string> {
  const request: ChangeConfigurationRequest = { key, value }
  const status = textIn(await link.call('ChangeConfiguration', request), 'status')
  if (status !== 'Accepted' || !link.quirks.acceptsWithoutDoing || isSecretSetting(key)) return status
  const question: GetConfigurationRequest = { key: [key] }
  const { configurationKey } = ((await link.call('GetConfiguration', question)) ?? {}) as { configurationKey?: unknown }
  const [told] = Array.isArray(configurationKey) ? (configurationKey as unknown[]) : []
  return sameValue(textIn(told, 'value'), value) ? status : 'Ignored'
}

/** `TRUE` is true, and 300.0 is 300. */
function sameValue(a: string, b: string): boolean {
  if (a.trim().toLowerCase() === b.trim().toLowerCase()) return true
  return a.trim() !== '' && b.trim() !== '' && Number(a) === Number(b)
}
