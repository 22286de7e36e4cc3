import { Alert, Anchor, Card, Group, Progress, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ConnectorView } from '../../../site/connectors/connector.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { useRunningTransaction } from '../live/use-live.ts'
import { useNow } from '../live/use-now.ts'
import { connectorState } from '../status/connector-state.ts'
import { StateBadge } from '../status/StateBadge.tsx'
import { useFormat } from '../use-format.ts'
import { ConnectorActions } from './ConnectorActions.tsx'
import classes from './Stations.module.css'
import { Value } from './Value.tsx'

/** A connector with its live values and what can be done with it. */
export function ConnectorCard({ station, connector }: { station: StationView; connector: ConnectorView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(5000)
  const session = useRunningTransaction(connector.transactionUid)
  const running = connector.transactionUid !== null
  const name =
    station.connectors.filter(({ evseNo }) => evseNo === connector.evseNo).length > 1
      ? t('stations.evseConnector', { evse: connector.evseNo, no: connector.connectorNo })
      : t('stations.connector', { no: connector.evseNo })
  return (
    <Card component="section" aria-label={name} data-connector={connector.evseNo}>
      <Stack gap="md">
        <Group justify="space-between">
          <Group gap="sm">
            <Title order={2}>{name}</Title>
            <StateBadge state={connectorState(station, connector)} size="lg" />
          </Group>
          {connector.rawStatus && (
            <Text size="xs" c="dimmed" title={t('station.rawStatus')}>
              {[connector.rawStatus, format.time(connector.statusAt)].join(' · ')}
            </Text>
          )}
        </Group>
        {connector.errorCode && (
          <Alert color="red" icon={<IconAlertTriangle />} p="xs">
            {[connector.errorCode, connector.vendorErrorCode, connector.info].filter(Boolean).join(' · ')}
          </Alert>
        )}
        <dl className={classes.facts}>
          <Value label={t('values.power')} value={format.power(connector.powerW)} large name="power" />
          <Value
            label={t(running ? 'values.energySession' : 'values.energyLast')}
            value={format.energy(connector.energyWh)}
            large
            name="energy"
          />
          {running && connector.soc !== null && (
            <Value label={t('values.soc')} value={format.percent(connector.soc)} large />
          )}
          {session && <Value label={t('values.duration')} value={format.duration(now - session.startedAt)} />}
          {session && <Value label={t('values.cost')} value={format.money(session.costMinor, session.currency)} />}
          {session && (
            <Value label={t('values.tag')} value={session.tagName || session.startTag || t('transactions.noTag')} />
          )}
          <Value label={t('values.meter')} value={format.energy(connector.meterWh)} />
        </dl>
        {running && connector.soc !== null && (
          <Progress value={connector.soc} color="blue" aria-label={t('values.soc')} />
        )}
        <Group justify="space-between">
          <ConnectorActions station={station} connector={connector} />
          {running && (
            <Anchor component={Link} to={`/transactions/${connector.transactionUid}`} size="sm">
              {t('station.toSession')}
            </Anchor>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
