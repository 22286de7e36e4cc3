import { SiteError } from '../../site/errors.ts'
import { expectStatus } from '../answers.ts'
import type { ExtendedTriggerMessageRequest, TriggerMessageRequest } from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'

/** Security extension of 1.6, section 4.5: what TriggerMessage has no words for. */
export async function triggerExtended(
  link: Caller,
  requestedMessage: ExtendedTriggerMessageRequest['requestedMessage'],
): Promise<void> {
  const request: ExtendedTriggerMessageRequest = { requestedMessage }
  expectStatus('ExtendedTriggerMessage', await link.call('ExtendedTriggerMessage', request), ['Accepted'])
}

/** A station without the extension sends diagnostics where others send logs. */
export async function triggerLogStatus(link: Caller): Promise<void> {
  try {
    await triggerExtended(link, 'LogStatusNotification')
  } catch (error) {
    if (!(error instanceof SiteError && error.code === 'NotSupported')) throw error
    const request: TriggerMessageRequest = { requestedMessage: 'DiagnosticsStatusNotification' }
    expectStatus('TriggerMessage', await link.call('TriggerMessage', request), ['Accepted'])
  }
}
