import { Anchor, Badge, Group, Stack, Text } from '@mantine/core'
import { IconChevronLeft, IconLockOpen } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StationView } from '../../../site/stations/station.ts'
import { useNow } from '../live/use-now.ts'
import { PageHeader } from '../PageHeader.tsx'
import { stationState } from '../status/connector-state.ts'
import { StateBadge } from '../status/StateBadge.tsx'
import { useFormat } from '../use-format.ts'
import { StationMenu } from './StationMenu.tsx'

export function StationHeader({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(10_000)
  return (
    <Stack gap="xs">
      <PageHeader
        title={station.name}
        before={
          <Anchor component={Link} to="/stations" size="sm" c="dimmed">
            <Group gap={2} component="span">
              <IconChevronLeft size={15} aria-hidden />
              {t('nav.stations')}
            </Group>
          </Anchor>
        }
      >
        <StationMenu station={station} />
      </PageHeader>
      <Group gap="xs">
        <StateBadge state={stationState(station)} size="lg" />
        {!station.enabled && (
          <Badge color="gray" size="lg">
            {t('stations.disabled')}
          </Badge>
        )}
        {station.openAccess && (
          <Badge color="orange" size="lg" leftSection={<IconLockOpen size={13} aria-hidden />}>
            {t('stations.open')}
          </Badge>
        )}
        <Text size="sm" c="dimmed">
          {station.connectedSince !== null
            ? t('station.connectedFor', { duration: format.duration(now - station.connectedSince) })
            : station.lastSeenAt !== null
              ? t('stations.lastSeen', { ago: format.ago(station.lastSeenAt, now) })
              : t('stations.neverSeen')}
        </Text>
      </Group>
    </Stack>
  )
}
