import { Card, Group, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { PowerChart } from '../charts/PowerChart.tsx'
import { useSitePower } from '../live/use-live.ts'
import { useNow } from '../live/use-now.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'

const bucketMs = 5 * 60_000
const dayMs = 24 * 60 * 60_000

/** The power of the last 24 hours; the last point is this moment. */
export function PowerCard() {
  const { t } = useTranslation()
  const now = useNow(15_000)
  const isLive = useMay()('ReadChargingStations')
  const powerW = useSitePower()
  // a new span is asked for when the running bucket is full
  const to = Math.floor(now / bucketMs) * bucketMs
  const { data, error, refetch } = useAnswer(
    'overview.power',
    { from: to - dayMs, to, bucketMs },
    { keepPrevious: true },
  )
  const past = data?.filter((point) => point.at < to).map((point) => ({ ...point, at: point.at + bucketMs / 2 })) ?? []
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t('overview.power')}</Title>
        <Text size="sm" c="dimmed">
          {t('overview.lastDay')}
        </Text>
      </Group>
      {error ? (
        <Failed error={error} retry={refetch} />
      ) : data ? (
        <PowerChart
          points={isLive ? [...past, { at: now, powerW }] : past}
          from={now - dayMs}
          to={now}
          label={t('overview.power')}
        />
      ) : (
        <Waiting rows={1} height={260} />
      )}
    </Card>
  )
}
