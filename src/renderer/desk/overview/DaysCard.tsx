import { Card, Group, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DaysChart } from '../charts/DaysChart.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

export function DaysCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const { data, error, refetch } = useAnswer('overview.days', { days: 30 })
  const sumWh = data?.reduce((sum, day) => sum + day.energyWh, 0)
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t('overview.days')}</Title>
        <Text size="sm" c="dimmed">
          {t('overview.last30Days', { energy: format.energy(sumWh) })}
        </Text>
      </Group>
      {error ? (
        <Failed error={error} retry={refetch} />
      ) : data ? (
        <DaysChart days={data} label={t('overview.days')} />
      ) : (
        <Waiting rows={1} height={260} />
      )}
    </Card>
  )
}
