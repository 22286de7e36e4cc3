import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import type { FirmwareView } from '../../../site/transfers/transfer.ts'
import { UpdateForm } from './UpdateForm.tsx'

export function UpdateDialog(props: { station: StationView; image: FirmwareView | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { station, image, onClose } = props
  return (
    <Modal
      opened={image !== null}
      onClose={onClose}
      title={t('files.updateTitle', { name: image?.fileName ?? '' })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {image && <UpdateForm station={station} image={image} onDone={onClose} />}
    </Modal>
  )
}
