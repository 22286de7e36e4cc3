import type { PublishFirmwareRequest, PublishFirmwareResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { publishFirmware as publish } from '../publish-firmware.ts'
import { isReachable } from '../transfer/transfer.ts'
import { tellPublication } from './publish-firmware-status-notification.ts'

/** L03 */
export const publishFirmware: Behaviour = behaviour<PublishFirmwareRequest>((box, request) => {
  const answer = (status: PublishFirmwareResponse['status']) => ({ answer: { status } })
  if (!isReachable(request.location)) return answer('Rejected')
  return {
    ...answer('Accepted'),
    afterwards: () =>
      box.background(
        publish(box, {
          location: request.location,
          checksum: request.checksum,
          retries: request.retries,
          retryIntervalS: request.retryInterval,
          requestId: request.requestId,
          tell: (status, locations) => tellPublication(box, status, request.requestId, locations),
        }),
      ),
  }
})
