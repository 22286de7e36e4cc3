import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { KnockingStation } from '../../../site/stations/station.ts'
import { AdoptForm } from './AdoptForm.tsx'

/** Lets a station in: one that knocks, or one that will come. */
export function AdoptDialog(props: { opened: boolean; onClose: () => void; knocking?: KnockingStation | null }) {
  const { t } = useTranslation()
  const { opened, onClose, knocking } = props
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={knocking ? t('adopt.titleOf', { id: knocking.id }) : t('stations.add')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <AdoptForm knocking={knocking ?? null} onDone={onClose} />
    </Modal>
  )
}
