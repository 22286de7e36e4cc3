import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { UploadForm } from './UploadForm.tsx'

export function UploadDialog(props: { opened: boolean; onClose: () => void; station: StationView }) {
  const { t } = useTranslation()
  const { opened, onClose, station } = props
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('files.uploadTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <UploadForm station={station} onDone={onClose} />
    </Modal>
  )
}
