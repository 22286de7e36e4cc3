import { Stack } from '@mantine/core'
import type { StationView } from '../../../site/stations/station.ts'
import { DisplayCard } from './DisplayCard.tsx'
import { LocalListCard } from './LocalListCard.tsx'
import { MonitorCard } from './MonitorCard.tsx'
import { StationQuirks } from './StationQuirks.tsx'

/** What a station keeps besides: tags, texts, monitors; and how it differs from others. */
export function StationMore({ station }: { station: StationView }) {
  // 1.6 has neither a screen nor monitors
  const hasParts = station.protocol !== 'ocpp1.6'
  return (
    <Stack gap="lg">
      <LocalListCard station={station} />
      {hasParts && <DisplayCard station={station} />}
      {hasParts && <MonitorCard station={station} />}
      <StationQuirks station={station} />
    </Stack>
  )
}
