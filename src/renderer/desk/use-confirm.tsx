import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useTranslation } from 'react-i18next'

interface Question {
  title: string
  text: string
  /** What the button does, in a verb. */
  confirm: string
  onConfirm(): void
}

/** Asks before what can't be taken back. */
export function useConfirm(): (question: Question) => void {
  const { t } = useTranslation()
  return ({ title, text, confirm, onConfirm }) =>
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm, cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      closeButtonProps: { 'aria-label': t('common.close') },
      onConfirm,
    })
}
