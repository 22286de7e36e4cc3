import { Button, Card, Center, SegmentedControl, Stack } from '@mantine/core'
import { IconZoomCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '../PageHeader.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { FactDrawer } from './FactDrawer.tsx'
import { FactRow } from './FactRow.tsx'

type State = 'open' | 'resolved'
const states = ['open', 'resolved'] as const
const page = 100
const most = 500

/** What could not be booked, until a person decides. */
export function QuarantinePage() {
  const { t } = useTranslation()
  const [state, setState] = useState<State>('open')
  const [limit, setLimit] = useState(page)
  const [chosen, setChosen] = useState<number | null>(null)
  const { data, error, refetch } = useAnswer('quarantine.list', state === 'open' ? { limit } : { limit, state }, {
    keepPrevious: true,
  })
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.quarantine')} text={t('quarantinePage.text')} />
      <SegmentedControl
        aria-label={t('quarantinePage.state')}
        value={state}
        onChange={(value) => setState(value as State)}
        data={states.map((value) => ({ value, label: t(`quarantinePage.states.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={4} />}
      {data?.length === 0 && (
        <Card>
          <Nothing
            icon={<IconZoomCheck />}
            title={t(state === 'open' ? 'quarantinePage.none' : 'quarantinePage.noneResolved')}
            text={t(state === 'open' ? 'quarantinePage.noneText' : 'quarantinePage.noneResolvedText')}
          />
        </Card>
      )}
      {data && data.length > 0 && (
        <Card padding={0} component="ul" m={0} aria-label={t('nav.quarantine')}>
          {data.map((fact) => (
            <FactRow key={fact.id} fact={fact} onOpen={() => setChosen(fact.id)} />
          ))}
        </Card>
      )}
      {data?.length === limit && limit < most && (
        <Center>
          <Button variant="default" onClick={() => setLimit(most)}>
            {t('quarantinePage.more')}
          </Button>
        </Center>
      )}
      <FactDrawer id={chosen} onClose={() => setChosen(null)} />
    </Stack>
  )
}
