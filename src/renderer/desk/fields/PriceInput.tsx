import { NumberInput } from '@mantine/core'
import { useState } from 'react'
import { microsOf } from '../../ui/price.ts'
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
  const { number } = useFormat()
  const [typed, setTyped] = useState<string | number>('')
  const shown = value === null ? '' : value / 1_000_000
  return (
    <NumberInput
      {...rest}
      // as it was typed, as long as that is what it means: "0.40" must not become "0.4" under the fingers
      value={(microsOf(typed) ?? null) === value ? typed : shown}
      onChange={(now) => {
        setTyped(now)
        onChange(microsOf(now) ?? null)
      }}
      min={0}
      max={1000}
      step={0.01}
      hideControls
      decimalScale={4}
      allowNegative={false}
      decimalSeparator={number(1.5, 1).charAt(1)}
      allowedDecimalSeparators={['.', ',']}
      suffix={` ${currency} / kWh`}
    />
  )
}
