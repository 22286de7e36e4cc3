import { Alert, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconAccessPoint, IconChargingPile } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useKnocking, useLiveReady, useStations } from '../live/use-live.ts'
import { PageHeader } from '../PageHeader.tsx'
import { useMay } from '../session/SessionProvider.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { DaysCard } from './DaysCard.tsx'
import { Figures } from './Figures.tsx'
import { PowerCard } from './PowerCard.tsx'
import { StationCard } from './StationCard.tsx'

export function OverviewPage() {
  const { t } = useTranslation()
  const may = useMay()
  const stations = useStations()
  const ready = useLiveReady()
  const knocking = useKnocking().length
  const seesStations = may('ReadChargingStations')
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.overview')} />
      {knocking > 0 && (
        <Alert color="orange" p="sm">
          <Group justify="space-between" gap="sm">
            <Group gap="sm" wrap="nowrap">
              <IconAccessPoint size={20} aria-hidden />
              <Text fw={600}>{t('overview.knocking', { count: knocking })}</Text>
            </Group>
            <Button component={Link} to="/stations" size="xs" variant="default">
              {t('overview.knockingLook')}
            </Button>
          </Group>
        </Alert>
      )}
      <Figures />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <PowerCard />
        <DaysCard />
      </SimpleGrid>
      {seesStations && (
        <Stack gap="sm">
          <Group justify="space-between">
            <Title order={2}>{t('nav.stations')}</Title>
          </Group>
          {!ready && <Waiting rows={2} height={120} />}
          {ready && stations.length === 0 && (
            <Card>
              <Nothing icon={<IconChargingPile />} title={t('stations.none.title')} text={t('stations.none.text')}>
                <Button component={Link} to="/stations" mt="xs">
                  {t('overview.toStations')}
                </Button>
              </Nothing>
            </Card>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 4 }} spacing="md">
            {stations.map((station) => (
              <StationCard key={station.id} station={station} />
            ))}
          </SimpleGrid>
        </Stack>
      )}
    </Stack>
  )
}
