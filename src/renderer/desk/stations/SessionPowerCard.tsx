import { Anchor, Card, Group, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TransactionView } from '../../../site/transactions/transaction.ts'
import { SessionPowerChart } from '../charts/SessionPowerChart.tsx'
import { useNow } from '../live/use-now.ts'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useSessionPoints } from '../transactions/use-session-points.ts'
import { useFormat } from '../use-format.ts'

export function SessionPowerCard({ session, no }: { session: TransactionView; no: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(5000)
  const { points, error, refetch } = useSessionPoints(session.uid, session.meterStartWh)
  const isRunning = session.stoppedAt === null
  const title = t(isRunning ? 'station.runningSession' : 'station.lastSession')
  return (
    <Card component="section" data-session={session.uid}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{no === null ? title : `${title} · ${t('stations.connector', { no })}`}</Title>
        <Text size="sm" c="dimmed">
          <Anchor component={Link} to={`/transactions/${session.uid}`}>
            {[format.dateTime(session.startedAt), format.energy(session.energyWh)].join(' · ')}
          </Anchor>
        </Text>
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!error && !points && <Waiting rows={1} height={240} />}
      {points && points.length < 2 && (
        <Text c="dimmed" size="sm" py="xl" ta="center">
          {t(isRunning ? 'transactions.noReadingsYet' : 'transactions.noReadings')}
        </Text>
      )}
      {points && points.length >= 2 && (
        <SessionPowerChart
          points={points}
          from={session.startedAt}
          to={session.stoppedAt ?? Math.max(now, points.at(-1)?.at ?? now)}
        />
      )}
    </Card>
  )
}
