import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

/** The one heading of a page; it is the window's title, too. */
export function PageHeader(props: { title: string; text?: string; before?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${props.title} · Chargeyard`
  }, [props.title])
  return (
    <Group justify="space-between" align="flex-start" gap="md">
      <Stack gap={2} miw={0}>
        {props.before}
        <Title order={1}>{props.title}</Title>
        {props.text && (
          <Text c="dimmed" size="sm">
            {props.text}
          </Text>
        )}
      </Stack>
      {props.children && <Group gap="sm">{props.children}</Group>}
    </Group>
  )
}
