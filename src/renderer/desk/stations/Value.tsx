import { Text } from '@mantine/core'

/** A name and its value, inside a `dl`. */
export function Value({ label, value, large, name }: { label: string; value: string; large?: boolean; name?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-value={name}>
        {large ? (
          <Text fz={22} fw={680} lh={1.3}>
            {value}
          </Text>
        ) : (
          value
        )}
      </dd>
    </div>
  )
}
