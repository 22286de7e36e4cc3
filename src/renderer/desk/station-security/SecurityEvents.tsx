import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

const prefix = 'Security.'
const severityColors = { critical: 'red', warning: 'orange', info: 'gray' }

export function SecurityEvents({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data, error, refetch } = useAnswer('stations.events', { id: station.id, limit: 100 })
  const events = data?.filter(({ subject }) => subject.startsWith(prefix))
  return (
    <Card component="section">
      <Title order={2} mb="sm">
        {t('security.events')}
      </Title>
      {error && <Failed error={error} retry={refetch} />}
      {!events && !error && <Waiting rows={2} height={28} />}
      {events?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('security.eventsNone')}
        </Text>
      )}
      <Stack gap={6}>
        {events?.map(({ id, at, subject, text, severity }) => (
          <Group key={id} gap="xs">
            <Text size="sm" c="dimmed">
              {format.dateTime(at)}
            </Text>
            <Text size="sm" fw={600}>
              {subject.slice(prefix.length)}
            </Text>
            {severity && <Badge color={severityColors[severity]}>{t(`security.severities.${severity}`)}</Badge>}
            {text && <Text size="sm">{text}</Text>}
          </Group>
        ))}
      </Stack>
    </Card>
  )
}
