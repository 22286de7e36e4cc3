import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { instantOfWallClock, wallClock } from '../../ui/wall-clock.ts'
import { useFormat } from '../use-format.ts'

interface Props {
  label: string
  description?: string
  /** UTC ms; null: none. */
  value?: number | null
  error?: ReactNode
  onChange?: (value: number | null) => void
}

/** A day and a time by the clock of the site. */
export function InstantInput({ value, onChange, ...rest }: Props) {
  const { timeZone } = useFormat()
  return (
    <TextInput
      {...rest}
      type="datetime-local"
      value={value === null || value === undefined ? '' : wallClock(timeZone, value)}
      onChange={(event) => onChange?.(instantOfWallClock(timeZone, event.currentTarget.value))}
    />
  )
}
