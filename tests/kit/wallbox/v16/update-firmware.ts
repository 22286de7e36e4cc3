import type { UpdateFirmwareRequest, UpdateFirmwareResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { updateFirmware as update } from '../firmware.ts'
import { instant } from '../instant.ts'
import { tellFirmware } from './firmware-status-notification.ts'

/** §5.19: always answered with nothing; what becomes of it is told by FirmwareStatusNotification. */
export const updateFirmware: Behaviour = behaviour<UpdateFirmwareRequest>((box, request) => ({
  answer: {} satisfies UpdateFirmwareResponse,
  afterwards: () =>
    box.background(
      update(box, {
        location: request.location,
        retrieveMs: instant(request.retrieveDate),
        installMs: undefined,
        retries: request.retries,
        retryIntervalS: request.retryInterval,
        requestId: undefined,
        signed: undefined,
        tell: (status) => tellFirmware(box, status),
      }),
    ),
}))
