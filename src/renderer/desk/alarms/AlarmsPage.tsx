import { Button, Card, Center, SegmentedControl, Stack } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '../PageHeader.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { AlarmRow } from './AlarmRow.tsx'

const filters = ['open', 'all'] as const
type Filter = (typeof filters)[number]
const page = 100
const most = 500

/** What a person must look at. */
export function AlarmsPage() {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<Filter>('open')
  const [limit, setLimit] = useState(page)
  const { data, error, refetch } = useAnswer(
    'alarms.list',
    filter === 'open' && limit === page ? {} : { open: filter === 'open', limit },
    { keepPrevious: true },
  )
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.alarms')} text={t('alarms.text')} />
      <SegmentedControl
        aria-label={t('alarms.which')}
        value={filter}
        onChange={(value) => setFilter(value as Filter)}
        data={filters.map((value) => ({ value, label: t(`alarms.filters.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={4} />}
      {data?.length === 0 && (
        <Card>
          <Nothing
            icon={<IconShieldCheck />}
            title={t(filter === 'open' ? 'alarms.none' : 'alarms.noneAtAll')}
            text={t('alarms.noneText')}
          />
        </Card>
      )}
      {data && data.length > 0 && (
        <Card padding={0} component="ul" m={0} aria-label={t('nav.alarms')}>
          {data.map((alarm) => (
            <AlarmRow key={alarm.id} alarm={alarm} />
          ))}
        </Card>
      )}
      {data?.length === limit && limit < most && (
        <Center>
          <Button variant="default" onClick={() => setLimit(most)}>
            {t('alarms.more')}
          </Button>
        </Center>
      )}
    </Stack>
  )
}
