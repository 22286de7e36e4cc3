import { Stack } from '@mantine/core'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { CustomerCard } from './CustomerCard.tsx'
import { DisplayCard } from './DisplayCard.tsx'
import { LocalListCard } from './LocalListCard.tsx'
import { MonitorCard } from './MonitorCard.tsx'
import { StationQuirks } from './StationQuirks.tsx'

/** What a station keeps besides: tags, texts, monitors; and how it differs from others. */
export function StationMore({ station }: { station: StationView }) {
  const may = useMay()
  // 1.6 has neither a screen nor monitors, and tells nothing of customers
  const hasParts = station.protocol !== 'ocpp1.6'
  return (
    <Stack gap="lg">
      <LocalListCard station={station} />
      {hasParts && <DisplayCard station={station} />}
      {hasParts && <MonitorCard station={station} />}
      {hasParts && may('ManageChargingStations') && <CustomerCard station={station} />}
      <StationQuirks station={station} />
    </Stack>
  )
}
