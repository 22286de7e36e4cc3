import { Card, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

/** What the station reported of its parts, if it did. */
export function StationEvents({ stationId }: { stationId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data } = useAnswer('stations.events', { id: stationId, limit: 20 })
  if (!data || data.length === 0) return null
  return (
    <Card component="section">
      <Title order={2} mb="sm">
        {t('station.events')}
      </Title>
      <Stack gap={6}>
        {data.map((event) => (
          <Text key={event.id} size="sm">
            <Text span c="dimmed">
              {format.dateTime(event.at)}
            </Text>{' '}
            <Text span fw={600}>
              {event.subject}
            </Text>{' '}
            {[event.value, event.trigger, event.cleared ? t('station.cleared') : null, event.text]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        ))}
      </Stack>
    </Card>
  )
}
