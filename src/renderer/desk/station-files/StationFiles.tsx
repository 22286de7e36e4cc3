import { Stack } from '@mantine/core'
import type { StationView } from '../../../site/stations/station.ts'
import { FirmwareCard } from './FirmwareCard.tsx'
import { LogCard } from './LogCard.tsx'
import { TransferList } from './TransferList.tsx'

/** Firmware to the station, logs from it, and how far they are. */
export function StationFiles({ station }: { station: StationView }) {
  return (
    <Stack gap="lg">
      <LogCard station={station} />
      <FirmwareCard station={station} />
      <TransferList station={station} />
    </Stack>
  )
}
