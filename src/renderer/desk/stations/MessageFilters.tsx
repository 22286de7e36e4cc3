import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MessageFilter } from './message-filter.ts'

interface MessageFiltersProps {
  filter: MessageFilter
  onChange(filter: MessageFilter): void
  /** Actions seen so far, to choose from. */
  actions: (string | null)[]
}

export function MessageFilters({ filter, onChange, actions }: MessageFiltersProps) {
  const { t } = useTranslation()
  const known = new Set([...actions, filter.action].filter((action) => action !== null))
  return (
    <>
      <TextInput
        flex="1 1 200px"
        label={t('messages.search')}
        leftSection={<IconSearch size={16} />}
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
        maxLength={200}
      />
      <Select
        label={t('messages.action')}
        placeholder={t('messages.everyAction')}
        data={[...known].sort()}
        value={filter.action}
        onChange={(action) => onChange({ ...filter, action })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('messages.everyAction') }}
        w={210}
      />
      <SegmentedControl
        aria-label={t('messages.direction')}
        value={filter.direction}
        onChange={(direction) => onChange({ ...filter, direction: direction as MessageFilter['direction'] })}
        data={(['all', 'in', 'out'] as const).map((value) => ({ value, label: t(`messages.directions.${value}`) }))}
      />
      <Switch
        label={t('messages.errorsOnly')}
        checked={filter.errorsOnly}
        onChange={(event) => onChange({ ...filter, errorsOnly: event.currentTarget.checked })}
        mb={8}
      />
    </>
  )
}
