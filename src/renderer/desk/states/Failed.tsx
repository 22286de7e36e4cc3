import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiError } from '../api.ts'
import { useErrorText } from '../use-error-text.ts'
import { NoPermission } from './NoPermission.tsx'

/** In place of what could not be read: why, and once more. */
export function Failed({ error, retry }: { error: ApiError; retry?: () => unknown }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  if (error.code === 'Forbidden') return <NoPermission />
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={t('common.failed')} role="alert">
      <Group justify="space-between" align="center">
        <Text size="sm">{errorText(error)}</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={() => void retry()}>
            {t('common.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
