import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TagView } from '../../../site/tags/tag.ts'
import { TagForm } from './TagForm.tsx'

/** A new tag, or (with `tag`) a known one. */
export function TagDialog({ opened, tag, onClose }: { opened: boolean; tag: TagView | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={tag ? t('tags.edit') : t('tags.add')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <TagForm tag={tag} onDone={onClose} />
    </Modal>
  )
}
