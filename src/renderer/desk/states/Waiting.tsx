import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** In place of what is being read. */
export function Waiting({ rows = 3, height = 56 }: { rows?: number; height?: number }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  )
}
