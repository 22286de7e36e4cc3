import type { UnpublishFirmwareRequest, UnpublishFirmwareResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { unpublishFirmware as unpublish } from '../publish-firmware.ts'

/** L04 */
export const unpublishFirmware: Behaviour = behaviour<UnpublishFirmwareRequest>(async (box, request) => ({
  answer: { status: await unpublish(box, request.checksum) } satisfies UnpublishFirmwareResponse,
}))
