import { Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies } from '../../ui/time-zones.ts'

export function CurrencySelect(props: Omit<SelectProps, 'data' | 'searchable'>) {
  const { i18n } = useTranslation()
  const data = useMemo(() => currencies(i18n.language), [i18n.language])
  return <Select {...props} data={data} searchable limit={100} maxDropdownHeight={260} />
}
