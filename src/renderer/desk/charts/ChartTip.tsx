import { Group, Paper, Stack, Text } from '@mantine/core'

export interface TipRow {
  label: string
  value: string
  color?: string
}

/** What the pointer (or the arrow keys) stands on. */
export function ChartTip({ title, rows }: { title: string; rows: TipRow[] }) {
  return (
    <Paper withBorder shadow="md" p="xs" radius="md">
      <Stack gap={2}>
        <Text size="xs" c="dimmed">
          {title}
        </Text>
        {rows.map(({ label, value, color }) => (
          <Group key={label} gap="xs" wrap="nowrap">
            {color && <span style={{ width: 9, height: 9, borderRadius: 3, background: color }} />}
            <Text size="xs">{label}</Text>
            <Text size="xs" fw={650} ml="auto">
              {value}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}
