import { textIn } from '../answers.ts'
import type { GetVariablesRequest } from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { parseVariableKey } from './variable-key.ts'

/** Values of a few variables (at most 10 at once), by their keys; those that the station does not have are absent. */
export async function readVariables(link: Caller, keys: readonly string[]): Promise<Map<string, string>> {
  const request: GetVariablesRequest = { getVariableData: keys.map(parseVariableKey) as never }
  const answer = await link.call('GetVariables', request)
  const list = (answer as { getVariableResult?: unknown } | null)?.getVariableResult
  const results: unknown[] = Array.isArray(list) ? list : []
  const values = new Map<string, string>()
  // B06.FR.01: one result for each variable that was asked for, in the same order
  for (const [index, key] of keys.entries())
    if (textIn(results[index], 'attributeStatus') === 'Accepted')
      values.set(key, textIn(results[index], 'attributeValue'))
  return values
}
