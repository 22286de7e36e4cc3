import { Textarea } from '@mantine/core'
import type { ReactNode } from 'react'

/** A place to write JSON in. */
export function JsonInput(props: {
  label: string
  value: string
  error?: ReactNode
  description?: ReactNode
  readOnly?: boolean
  onChange?: (value: string) => void
}) {
  const { onChange, ...rest } = props
  return (
    <Textarea
      {...rest}
      onChange={(event) => onChange?.(event.currentTarget.value)}
      autosize
      minRows={8}
      maxRows={24}
      spellCheck={false}
      autoCapitalize="off"
      styles={{
        input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13, lineHeight: 1.5 },
      }}
    />
  )
}
