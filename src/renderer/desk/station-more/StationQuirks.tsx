import { Anchor, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StationView } from '../../../site/stations/station.ts'
import { AdaptationList } from '../models/AdaptationList.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'

export function StationQuirks({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useAnswer('quirks.ofStation', { id: station.id })
  return (
    <Card component="section">
      <Group justify="space-between">
        <Title order={2}>{t('more.quirks')}</Title>
        <Anchor component={Link} to="/models" size="sm">
          {t('more.toModels')}
        </Anchor>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t('more.quirksText')}
      </Text>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} height={28} />}
      {data?.profiles.length === 0 && <Text size="sm">{t('more.quirksNone')}</Text>}
      <Stack gap="sm">
        {data?.profiles.map(({ id, name, note, adapt }) => (
          <div key={id}>
            <Text fw={600}>{name}</Text>
            {note && (
              <Text size="sm" c="dimmed">
                {note}
              </Text>
            )}
            <AdaptationList adapt={adapt} />
          </div>
        ))}
      </Stack>
    </Card>
  )
}
