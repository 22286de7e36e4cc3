import { Card, SimpleGrid, Stack } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { ConnectorCard } from './ConnectorCard.tsx'
import { LatestSession } from './LatestSession.tsx'
import { StationEvents } from './StationEvents.tsx'
import { StationFacts } from './StationFacts.tsx'

/** The station at this moment: its connectors, the session that runs or ran last on each, and what it is. */
export function StationNow({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  return (
    <Stack gap="md">
      {station.connectors.length === 0 && (
        <Card>
          <Nothing
            icon={<IconPlugConnected />}
            title={t('station.noConnectors')}
            text={t('station.noConnectorsText')}
          />
        </Card>
      )}
      <SimpleGrid cols={{ base: 1, lg: station.connectors.length > 1 ? 2 : 1 }} spacing="md">
        {station.connectors.map((connector) => (
          <ConnectorCard key={connector.id} station={station} connector={connector} />
        ))}
      </SimpleGrid>
      {may('ReadTransactions') &&
        station.connectors.map((connector) => (
          <LatestSession key={connector.id} connector={connector} several={station.connectors.length > 1} />
        ))}
      <StationFacts station={station} />
      <StationEvents stationId={station.id} />
    </Stack>
  )
}
