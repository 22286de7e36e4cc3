import { Card, Group, Select, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { CompositeChart } from './CompositeChart.tsx'
import { compositePoints } from './composite-points.ts'
import { usePlaces } from './use-places.ts'

/** What all limits together leave, as the site reckons and as the station does. */
export function CompositeCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const places = usePlaces(station)
  const [evseNo, setEvseNo] = useState('0')
  const { data, error, refetch } = useAnswer('profiles.composite', { id: station.id, evseNo: Number(evseNo) })
  const points = data ? compositePoints(data.site, data.station) : []
  const isLimited = points.some(({ site, station: told }) => typeof site === 'number' || typeof told === 'number')
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm" align="flex-end">
        <div>
          <Title order={2}>{t('charging.composite')}</Title>
          <Text size="sm" c="dimmed">
            {t('charging.compositeText')}
          </Text>
        </div>
        <Select
          aria-label={t('charging.where')}
          data={places}
          value={evseNo}
          onChange={(value) => setEvseNo(value ?? '0')}
        />
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} height={200} />}
      {data && !isLimited && <Text size="sm">{t('charging.unlimited')}</Text>}
      {data && isLimited && <CompositeChart points={points} unit={data.site.unit} label={t('charging.composite')} />}
      {data?.problem && station.online && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('charging.stationSilent', { problem: data.problem })}
        </Text>
      )}
    </Card>
  )
}
