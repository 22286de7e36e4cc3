import { Anchor, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TransactionView } from '../../../site/transactions/transaction.ts'
import { SessionEnergyChart } from '../charts/SessionEnergyChart.tsx'
import { SessionPowerChart } from '../charts/SessionPowerChart.tsx'
import { useWatch } from '../live/use-live.ts'
import { useNow } from '../live/use-now.ts'
import { PageHeader } from '../PageHeader.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useFormat } from '../use-format.ts'
import { SessionBadge } from './SessionBadge.tsx'
import { hasCurve } from './session-points.ts'
import { TransactionFacts } from './TransactionFacts.tsx'
import { useSessionPoints } from './use-session-points.ts'

export function SessionDetail({ transaction }: { transaction: TransactionView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(5000)
  useWatch(transaction.stationId)
  const { points, error, refetch } = useSessionPoints(transaction.uid, transaction.meterStartWh)
  const span = {
    from: transaction.startedAt,
    to: transaction.stoppedAt ?? Math.max(now, points?.at(-1)?.at ?? now),
  }
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <PageHeader
          title={t('transaction.title', { at: format.dateTime(transaction.startedAt) })}
          before={
            <Anchor component={Link} to="/transactions" size="sm" c="dimmed">
              <Group gap={2} component="span">
                <IconChevronLeft size={15} aria-hidden />
                {t('nav.transactions')}
              </Group>
            </Anchor>
          }
        />
        <Group gap="xs">
          <SessionBadge transaction={transaction} />
          <Anchor component={Link} to={`/stations/${encodeURIComponent(transaction.stationId)}`} size="sm">
            {transaction.stationName}
          </Anchor>
          <Text size="sm" c="dimmed">
            {t('stations.connector', { no: transaction.evseNo })}
          </Text>
        </Group>
      </Stack>
      <TransactionFacts transaction={transaction} now={now} />
      {error && <Failed error={error} retry={refetch} />}
      {!error && !points && <Waiting rows={2} height={220} />}
      {points && points.length < 2 && (
        <Card>
          <Text c="dimmed" size="sm" py="md" ta="center">
            {t(transaction.stoppedAt === null ? 'transactions.noReadingsYet' : 'transactions.noReadings')}
          </Text>
        </Card>
      )}
      {points && hasCurve(points, 'powerW') && (
        <Card component="section">
          <Title order={2} mb="sm">
            {t('values.power')}
          </Title>
          <SessionPowerChart points={points} {...span} />
        </Card>
      )}
      {points && hasCurve(points, 'energyWh') && (
        <Card component="section">
          <Title order={2} mb="sm">
            {t(hasCurve(points, 'soc') ? 'transaction.energyAndSoc' : 'values.energy')}
          </Title>
          <SessionEnergyChart points={points} {...span} />
        </Card>
      )}
    </Stack>
  )
}
