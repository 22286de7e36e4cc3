import { SimpleGrid, Stack } from '@mantine/core'
import type { StationView } from '../../../site/stations/station.ts'
import { CertificateCard } from './CertificateCard.tsx'
import { InstalledCard } from './InstalledCard.tsx'
import { PasswordCard } from './PasswordCard.tsx'
import { ProfileCard } from './ProfileCard.tsx'
import { RequestCard } from './RequestCard.tsx'
import { SecurityEvents } from './SecurityEvents.tsx'

/** How a station proves who it is, and what it told of its security. */
export function StationSecurity({ station }: { station: StationView }) {
  return (
    <Stack gap="lg">
      <RequestCard station={station} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <ProfileCard station={station} />
        <PasswordCard station={station} />
        <CertificateCard station={station} />
        <InstalledCard station={station} />
      </SimpleGrid>
      <SecurityEvents station={station} />
    </Stack>
  )
}
