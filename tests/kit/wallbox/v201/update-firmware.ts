import type { UpdateFirmwareRequest, UpdateFirmwareResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { isUpdating, updateFirmware as update } from '../firmware.ts'
import { instant } from '../instant.ts'
import { signingCertificateFault } from '../security/firmware-signature.ts'
import { raiseSecurityEvent } from '../security/security-events.ts'
import { isReachable } from '../transfer/transfer.ts'
import { tellFirmware } from './firmware-status-notification.ts'

/** L01, L02: with a signing certificate it is checked before the answer, the signature after the download. */
export const updateFirmware: Behaviour = behaviour<UpdateFirmwareRequest>((box, request) => {
  const { firmware, requestId } = request
  const { signingCertificate: certificate, signature } = firmware
  const answer = (status: UpdateFirmwareResponse['status']) => ({ answer: { status } })
  if (!isReachable(firmware.location)) return answer('Rejected')
  const fault = certificate === undefined ? undefined : signingCertificateFault(box, certificate)
  if (fault !== undefined)
    return {
      ...answer('InvalidCertificate'),
      afterwards: () => raiseSecurityEvent(box, 'InvalidFirmwareSigningCertificate', fault),
    }
  return {
    ...answer(isUpdating(box) ? 'AcceptedCanceled' : 'Accepted'),
    afterwards: () =>
      box.background(
        update(box, {
          location: firmware.location,
          retrieveMs: instant(firmware.retrieveDateTime),
          installMs: instant(firmware.installDateTime),
          retries: request.retries,
          retryIntervalS: request.retryInterval,
          requestId,
          signed: certificate === undefined ? undefined : { signature: signature ?? '', certificate },
          tell: (status) => tellFirmware(box, status, requestId),
        }),
      ),
  }
})
