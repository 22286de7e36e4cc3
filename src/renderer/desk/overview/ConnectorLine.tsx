import { Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ConnectorView } from '../../../site/connectors/connector.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { useRunningTransaction } from '../live/use-live.ts'
import { useNow } from '../live/use-now.ts'
import { connectorState } from '../status/connector-state.ts'
import { StateBadge } from '../status/StateBadge.tsx'
import { useFormat } from '../use-format.ts'

/** One connector on a station's card: state, power; while a session runs, its energy, time and the car's charge. */
export function ConnectorLine({ station, connector }: { station: StationView; connector: ConnectorView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(30_000)
  const session = useRunningTransaction(connector.transactionUid)
  const state = connectorState(station, connector)
  const name = station.connectors.length > 1 ? t('stations.connectorShort', { no: connector.evseNo }) : null
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Group gap={6} wrap="nowrap" miw={0}>
          {name && (
            <Text size="sm" c="dimmed" title={t('stations.connector', { no: connector.evseNo })}>
              {name}
            </Text>
          )}
          <StateBadge state={state} size="sm" />
        </Group>
        {(connector.transactionUid !== null || (connector.powerW ?? 0) > 0) && (
          <Text fw={650} data-value="power">
            {format.power(connector.powerW)}
          </Text>
        )}
      </Group>
      {connector.transactionUid !== null && (
        <Text size="sm" c="dimmed" truncate>
          {[
            format.energy(connector.energyWh),
            session && format.duration(now - session.startedAt),
            session && (session.tagName || session.userName || session.startTag),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      )}
      {connector.transactionUid !== null && connector.soc !== null && (
        <Group gap="xs" wrap="nowrap">
          <Progress
            value={connector.soc}
            flex={1}
            size={6}
            color="blue"
            aria-label={t('values.soc')}
            aria-valuetext={format.percent(connector.soc)}
          />
          <Text size="xs" c="dimmed">
            {format.percent(connector.soc)}
          </Text>
        </Group>
      )}
      {state === 'faulted' && connector.errorCode && (
        <Text size="sm" c="red">
          {connector.errorCode}
        </Text>
      )}
    </Stack>
  )
}
