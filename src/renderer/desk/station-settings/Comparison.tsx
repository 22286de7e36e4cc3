import { Badge, Group, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { noValue } from '../../ui/format.ts'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'

const colors = { added: 'teal', removed: 'red', changed: 'blue' }

interface Props {
  station: StationView
  /** At least one. */
  snapshots: UseCaseOutput<'snapshots.list'>
}

/** From one snapshot to another, or to what the station has told since. */
export function Comparison({ station, snapshots }: Props) {
  const { t } = useTranslation()
  const [chosenFrom, setFrom] = useState<string | null>(null)
  const [chosenTo, setTo] = useState('')
  const known = (id: string | null) => snapshots.some((snapshot) => snapshot.id === id)
  const from = (known(chosenFrom) ? chosenFrom : snapshots[0]?.id) ?? ''
  const to = known(chosenTo) ? chosenTo : ''
  const { data, error, refetch } = useAnswer('snapshots.compare', {
    id: station.id,
    from,
    ...(to === '' ? {} : { to }),
  })
  const names = snapshots.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Stack gap="sm">
      <Title order={2}>{t('configuration.compare')}</Title>
      <Group grow>
        <Select label={t('configuration.from')} data={names} value={from} onChange={setFrom} />
        <Select
          label={t('configuration.to')}
          data={[{ value: '', label: t('configuration.now') }, ...names]}
          value={to}
          onChange={(value) => setTo(value ?? '')}
        />
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={2} height={28} />}
      {data?.length === 0 && <Text size="sm">{t('configuration.same')}</Text>}
      {data && data.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table verticalSpacing={6} horizontalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('settings.keys.key')}</Table.Th>
                <Table.Th>{t('configuration.before')}</Table.Th>
                <Table.Th>{t('configuration.after')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map(({ key, before, after, change }) => (
                <Table.Tr key={key}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    {key}{' '}
                    <Badge size="xs" color={colors[change]}>
                      {t(`configuration.changes.${change}`)}
                    </Badge>
                  </Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{before ?? noValue}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{after ?? noValue}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  )
}
