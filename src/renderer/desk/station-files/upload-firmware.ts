import type { StationView } from '../../../site/stations/station.ts'
import type { FirmwareView } from '../../../site/transfers/transfer.ts'
import { ApiError, sendBytes } from '../api.ts'

export interface FirmwareFacts {
  vendor: string
  model: string
  version: string
  signature: string
  signingCertificate: string
}

/** The file as it is; what it is stands in the address. @throws ApiError */
export async function uploadFirmware(file: File, facts: FirmwareFacts): Promise<FirmwareView> {
  const query = new URLSearchParams({ fileName: fileNameOf(file.name) })
  for (const [name, value] of Object.entries(facts)) if (value.trim() !== '') query.set(name, value.trim())
  const answer = await sendBytes(`/files/firmware?${query}`, file)
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) throw new ApiError('Unreachable')
  return answer as FirmwareView
}

/** A name that every station can fetch: letters, digits, dots, hyphens and underscores. */
export function fileNameOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  return (plain === '' ? 'firmware.bin' : plain).slice(-100).replace(/^[^A-Za-z0-9]+/, '')
}

/** Whether a firmware names this station's vendor and model; what it does not name fits. */
export function isMadeFor(
  image: Pick<FirmwareView, 'vendor' | 'model'>,
  station: Pick<StationView, 'vendor' | 'model'>,
): boolean {
  return fits(image.vendor, station.vendor) && fits(image.model, station.model)
}

function fits(named: string, own: string | null): boolean {
  return named === '' || named.toLowerCase() === own?.toLowerCase()
}
