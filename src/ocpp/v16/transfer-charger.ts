import { SiteError } from '../../site/errors.ts'
import type { TransferCharger } from '../../site/transfers/transfer-charger.ts'
import { expectStatus, textIn } from '../answers.ts'
import type {
  GetDiagnosticsRequest,
  GetLogRequest,
  SignedUpdateFirmwareRequest,
  UpdateFirmwareRequest,
} from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

/** A transfer that breaks off is tried again by the station. */
const retries = { retries: 3, retryInterval: 60 }

/** 1.6 sections 5.8 and 5.19, and the security whitepaper's signed updates and security logs. */
export function transferCharger(link: Caller): TransferCharger {
  return {
    updateFirmware: async ({ requestId, url, retrieveAt, installAt, signature }) => {
      if (!signature) {
        // an empty answer is all there is to be had: the station's status tells the rest
        const request: UpdateFirmwareRequest = { location: url, retrieveDate: printTimestamp(retrieveAt), ...retries }
        await link.call('UpdateFirmware', request)
        return 'accepted'
      }
      const request: SignedUpdateFirmwareRequest = {
        requestId,
        firmware: {
          location: url,
          retrieveDateTime: printTimestamp(retrieveAt),
          ...(installAt === undefined ? {} : { installDateTime: printTimestamp(installAt) }),
          signingCertificate: signature.certificate,
          signature: signature.value,
        },
        ...retries,
      }
      const answer = await link.call('SignedUpdateFirmware', request)
      const status = expectStatus('SignedUpdateFirmware', answer, ['Accepted', 'AcceptedCanceled'])
      return status === 'Accepted' ? 'accepted' : 'replaced-earlier'
    },

    fetchLog: async ({ requestId, kind, url, from, to }) => {
      if (kind === 'diagnostics') return getDiagnostics(link, url, from, to)
      const request: GetLogRequest = {
        requestId,
        logType: 'SecurityLog',
        log: {
          remoteLocation: url,
          ...(from === undefined ? {} : { oldestTimestamp: printTimestamp(from) }),
          ...(to === undefined ? {} : { latestTimestamp: printTimestamp(to) }),
        },
        ...retries,
      }
      const answer = await link.call('GetLog', request)
      const status = expectStatus('GetLog', answer, ['Accepted', 'AcceptedCanceled'])
      return {
        answer: status === 'Accepted' ? 'accepted' : 'replaced-earlier',
        fileName: textIn(answer, 'filename') || null,
      }
    },

    publishFirmware: onlyLater,
    unpublishFirmware: onlyLater,
  }
}

/** No name in the answer means that there is nothing to send (section 5.8). */
async function getDiagnostics(link: Caller, url: string, from: number | undefined, to: number | undefined) {
  const request: GetDiagnosticsRequest = {
    location: url,
    ...(from === undefined ? {} : { startTime: printTimestamp(from) }),
    ...(to === undefined ? {} : { stopTime: printTimestamp(to) }),
    ...retries,
  }
  const fileName = textIn(await link.call('GetDiagnostics', request), 'fileName') || null
  return { answer: fileName === null ? ('nothing' as const) : ('accepted' as const), fileName }
}

async function onlyLater(): Promise<never> {
  throw new SiteError('NotSupported', { reason: 'Stations that speak OCPP 1.6 keep no firmware for others.' })
}
