import type {
  SignedUpdateFirmwareRequest,
  SignedUpdateFirmwareResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { isUpdating, updateFirmware } from '../firmware.ts'
import { instant } from '../instant.ts'
import { signingCertificateFault } from '../security/firmware-signature.ts'
import { raiseSecurityEvent } from '../security/security-events.ts'
import { isReachable } from '../transfer/transfer.ts'
import { tellSignedFirmware } from './signed-firmware-status-notification.ts'

/** Security extension §5.19: the signing certificate is checked before the answer, the signature after the download. */
export const signedUpdateFirmware: Behaviour = behaviour<SignedUpdateFirmwareRequest>((box, request) => {
  const { firmware, requestId } = request
  const answer = (status: SignedUpdateFirmwareResponse['status']) => ({ answer: { status } })
  if (!isReachable(firmware.location)) return answer('Rejected')
  const fault = signingCertificateFault(box, firmware.signingCertificate)
  if (fault !== undefined)
    return {
      ...answer('InvalidCertificate'),
      afterwards: () => raiseSecurityEvent(box, 'InvalidFirmwareSigningCertificate', fault),
    }
  return {
    ...answer(isUpdating(box) ? 'AcceptedCanceled' : 'Accepted'),
    afterwards: () =>
      box.background(
        updateFirmware(box, {
          location: firmware.location,
          retrieveMs: instant(firmware.retrieveDateTime),
          installMs: instant(firmware.installDateTime),
          retries: request.retries,
          retryIntervalS: request.retryInterval,
          requestId,
          signed: { signature: firmware.signature, certificate: firmware.signingCertificate },
          tell: (status) => tellSignedFirmware(box, status, requestId),
        }),
      ),
  }
})
