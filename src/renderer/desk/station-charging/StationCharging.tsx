import { Stack } from '@mantine/core'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { CompositeCard } from './CompositeCard.tsx'
import { ProfileCard } from './ProfileCard.tsx'
import { ReservationCard } from './ReservationCard.tsx'

/** What the station may take, and for whom its connectors are kept. */
export function StationCharging({ station }: { station: StationView }) {
  const may = useMay()
  return (
    <Stack gap="lg">
      <ProfileCard station={station} />
      {may('OperateStations') && <CompositeCard station={station} />}
      <ReservationCard station={station} />
    </Stack>
  )
}
