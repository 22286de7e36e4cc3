import { Badge, Group, Text } from '@mantine/core'
import { IconChevronRight, IconLockOpen } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StationView } from '../../../site/stations/station.ts'
import { sitePowerW } from '../live/live-state.ts'
import { connectorState } from '../status/connector-state.ts'
import { StateBadge } from '../status/StateBadge.tsx'
import { useFormat } from '../use-format.ts'
import classes from './Stations.module.css'

export const StationRow = memo(function StationRow({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const several = station.connectors.length > 1
  return (
    <li>
      <Link to={`/stations/${encodeURIComponent(station.id)}`} className={classes.row} data-station={station.id}>
        <div>
          <Group gap={6} wrap="nowrap">
            <Text fw={600} truncate>
              {station.name}
            </Text>
            {station.openAccess && (
              <IconLockOpen size={15} color="var(--mantine-color-orange-6)" aria-label={t('stations.open')} />
            )}
          </Group>
          <Text size="xs" c="dimmed" truncate>
            {[station.id, [station.vendor, station.model].filter(Boolean).join(' ')].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <Group gap={6} className={classes.states ?? ''}>
          {!station.enabled && <Badge color="gray">{t('stations.disabled')}</Badge>}
          {!station.online && <StateBadge state="offline" />}
          {station.online &&
            station.connectors.map((connector) => (
              <Group key={connector.id} gap={4} wrap="nowrap">
                {several && (
                  <Text size="xs" c="dimmed">
                    {connector.evseNo}
                  </Text>
                )}
                <StateBadge state={connectorState(station, connector)} />
              </Group>
            ))}
          {station.online && station.connectors.length === 0 && <StateBadge state="unknown" />}
        </Group>
        <Text fw={600} className={classes.power ?? ''}>
          {station.online ? format.power(sitePowerW([station])) : ''}
        </Text>
        <IconChevronRight size={16} className={classes.chevron ?? ''} color="var(--mantine-color-dimmed)" aria-hidden />
      </Link>
    </li>
  )
})
