import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../use-format.ts'

interface PriceInputProps {
  label: string
  description?: string
  placeholder?: string
  currency: string
  /** Micro-units per kWh; null while the field is empty. */
  value?: number | null
  onChange(micros: number | null): void
  error?: React.ReactNode
}

/** A price per kWh, typed as people write it and kept as an exact integer. */
export function PriceInput({ value = null, onChange, currency, ...rest }: PriceInputProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  return (
    <NumberInput
      {...rest}
      value={value === null ? '' : value / 1_000_000}
      onChange={(typed) => onChange(typeof typed === 'number' ? Math.round(typed * 1_000_000) : null)}
      min={0}
      max={1000}
      step={0.01}
      decimalScale={4}
      allowNegative={false}
      decimalSeparator={number(1.5, 1).charAt(1)}
      allowedDecimalSeparators={['.', ',']}
      suffix={` ${currency} / kWh`}
      stepHoldDelay={500}
      stepHoldInterval={100}
      rightSectionProps={{ 'aria-label': t('common.steps') }}
    />
  )
}
