import { Card, Group, Stack, Text } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StationView } from '../../../site/stations/station.ts'
import { useNow } from '../live/use-now.ts'
import { stationState } from '../status/connector-state.ts'
import { StateBadge } from '../status/StateBadge.tsx'
import { useFormat } from '../use-format.ts'
import { ConnectorLine } from './ConnectorLine.tsx'
import classes from './StationCard.module.css'

/** A station at a glance; the whole card leads to its page. */
export const StationCard = memo(function StationCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(30_000)
  return (
    <Card
      component={Link}
      to={`/stations/${encodeURIComponent(station.id)}`}
      className={classes.card}
      padding="md"
      data-station={station.id}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs" mb="xs">
        <Text fw={650} truncate>
          {station.name}
        </Text>
        {(!station.online || station.connectors.length === 0) && <StateBadge state={stationState(station)} size="sm" />}
      </Group>
      <Stack gap={10}>
        {station.online &&
          station.connectors.map((connector) => (
            <ConnectorLine key={connector.id} station={station} connector={connector} />
          ))}
        {!station.online && (
          <Text size="sm" c="dimmed">
            {station.lastSeenAt === null
              ? t('stations.neverSeen')
              : t('stations.lastSeen', { ago: format.ago(station.lastSeenAt, now) })}
          </Text>
        )}
        {station.online && station.connectors.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('stations.noConnectors')}
          </Text>
        )}
      </Stack>
    </Card>
  )
})
