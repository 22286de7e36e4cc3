import type { TransferCharger } from '../../site/transfers/transfer-charger.ts'
import { expectStatus, textIn } from '../answers.ts'
import type {
  GetLogRequest,
  PublishFirmwareRequest,
  UnpublishFirmwareRequest,
  UpdateFirmwareRequest,
} from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

/** A transfer that breaks off is tried again by the station. */
const retries = { retries: 3, retryInterval: 60 }

/** 2.0.1 part 2, chapters L and N (use case N01). */
export function transferCharger(link: Caller): TransferCharger {
  return {
    updateFirmware: async ({ requestId, url, retrieveAt, installAt, signature }) => {
      const request: UpdateFirmwareRequest = {
        requestId,
        firmware: {
          location: url,
          retrieveDateTime: printTimestamp(retrieveAt),
          ...(installAt === undefined ? {} : { installDateTime: printTimestamp(installAt) }),
          ...(signature ? { signingCertificate: signature.certificate, signature: signature.value } : {}),
        },
        ...retries,
      }
      const answer = await link.call('UpdateFirmware', request)
      const status = expectStatus('UpdateFirmware', answer, ['Accepted', 'AcceptedCanceled'])
      return status === 'Accepted' ? 'accepted' : 'replaced-earlier'
    },

    fetchLog: async ({ requestId, kind, url, from, to }) => {
      const request: GetLogRequest = {
        requestId,
        logType: kind === 'security' ? 'SecurityLog' : 'DiagnosticsLog',
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

    publishFirmware: async ({ requestId, url, md5 }) => {
      const request: PublishFirmwareRequest = { requestId, location: url, checksum: md5, ...retries }
      expectStatus('PublishFirmware', await link.call('PublishFirmware', request), ['Accepted'])
    },

    unpublishFirmware: async ({ md5 }) => {
      const request: UnpublishFirmwareRequest = { checksum: md5 }
      const answer = await link.call('UnpublishFirmware', request)
      const status = expectStatus('UnpublishFirmware', answer, ['Unpublished', 'NoFirmware', 'DownloadOngoing'])
      return status === 'Unpublished' ? 'unpublished' : status === 'NoFirmware' ? 'none' : 'downloading'
    },
  }
}
