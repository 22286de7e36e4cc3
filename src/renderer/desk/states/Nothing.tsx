import { Stack, Text, ThemeIcon } from '@mantine/core'
import type { ReactNode } from 'react'

/** Where there is nothing yet: what would be here, and how it comes here. */
export function Nothing(props: { icon: ReactNode; title: string; text?: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md">
      <ThemeIcon size={52} radius="xl" variant="light" color="gray" aria-hidden>
        {props.icon}
      </ThemeIcon>
      <Text fw={600} ta="center">
        {props.title}
      </Text>
      {props.text && (
        <Text size="sm" c="dimmed" ta="center" maw={460}>
          {props.text}
        </Text>
      )}
      {props.children}
    </Stack>
  )
}
