import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiError } from './api.ts'
import { useErrorText } from './use-error-text.ts'

/** Says what came of an order. Failures stay until they are closed. */
export function useNotify() {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const close = { 'aria-label': t('common.close') }
  return {
    done: (message: string) =>
      notifications.show({ message, color: 'teal', icon: <IconCheck size={18} />, closeButtonProps: close }),
    note: (message: string) =>
      notifications.show({ message, color: 'petrol', icon: <IconInfoCircle size={18} />, closeButtonProps: close }),
    failed: (title: string, error: ApiError) =>
      notifications.show({
        title,
        message: errorText(error),
        color: 'red',
        icon: <IconAlertTriangle size={18} />,
        autoClose: false,
        closeButtonProps: close,
      }),
  }
}
