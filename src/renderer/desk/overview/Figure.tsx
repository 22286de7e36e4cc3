import { Card, Group, Skeleton, Text } from '@mantine/core'
import type { IconBolt } from '@tabler/icons-react'
import classes from './Figure.module.css'

interface FigureProps {
  icon: typeof IconBolt
  label: string
  /** Undefined until it is known. */
  value: string | undefined
  note?: string
  name: string
  /** Takes a row of its own where only two fit. */
  wide?: boolean
}

/** One number that counts. */
export function Figure({ icon: Icon, label, value, note, name, wide }: FigureProps) {
  return (
    <Card padding="md" component="section" aria-label={label} data-figure={name} className={wide ? classes.wide : ''}>
      <Group justify="space-between" wrap="nowrap" c="dimmed" align="flex-start">
        <Text size="sm" fw={500} lh={1.3}>
          {label}
        </Text>
        <Icon size={18} stroke={1.7} aria-hidden />
      </Group>
      {value === undefined ? (
        <Skeleton height={30} width="60%" mt={6} />
      ) : (
        <Text fz={{ base: 21, sm: 26 }} fw={680} lh={1.4} lts="-0.01em" style={{ whiteSpace: 'nowrap' }}>
          {value}
        </Text>
      )}
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Card>
  )
}
