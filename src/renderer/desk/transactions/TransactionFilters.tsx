import { Group, SegmentedControl, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useStations } from '../live/use-live.ts'
import { useMay } from '../session/SessionProvider.tsx'
import type { TransactionFilter } from './transaction-filter.ts'

interface TransactionFiltersProps {
  filter: TransactionFilter
  onChange(filter: TransactionFilter): void
}

export function TransactionFilters({ filter, onChange }: TransactionFiltersProps) {
  const { t } = useTranslation()
  const may = useMay()
  const stations = useStations()
  const known = stations.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` }))
  const data =
    filter.station === '' || stations.some(({ id }) => id === filter.station) ? known : [...known, filter.station]
  return (
    <Group align="flex-end" gap="sm">
      <SegmentedControl
        aria-label={t('transactions.state')}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state: state as TransactionFilter['state'] })}
        data={[
          { value: '', label: t('transactions.states.all') },
          { value: 'running', label: t('transactions.states.running') },
          { value: 'ended', label: t('transactions.states.ended') },
        ]}
      />
      {may('ReadChargingStations') && (
        <Select
          label={t('transactions.station')}
          placeholder={t('transactions.everyStation')}
          data={data}
          value={filter.station === '' ? null : filter.station}
          onChange={(station) => onChange({ ...filter, station: station ?? '' })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('transactions.everyStation') }}
          w={{ base: '100%', xs: 220 }}
        />
      )}
      <TextInput
        label={t('transactions.tag')}
        placeholder={t('transactions.tagPlaceholder')}
        leftSection={<IconSearch size={16} />}
        value={filter.tag}
        onChange={(event) => onChange({ ...filter, tag: event.currentTarget.value })}
        maxLength={100}
        w={{ base: '100%', xs: 190 }}
      />
      <Group gap="sm" grow w={{ base: '100%', xs: 'auto' }}>
        <TextInput
          type="date"
          label={t('transactions.from')}
          value={filter.from}
          onChange={(event) => onChange({ ...filter, from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t('transactions.to')}
          value={filter.to}
          onChange={(event) => onChange({ ...filter, to: event.currentTarget.value })}
        />
      </Group>
    </Group>
  )
}
