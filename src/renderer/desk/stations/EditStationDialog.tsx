import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { EditStationForm } from './EditStationForm.tsx'

export function EditStationDialog(props: { station: StationView; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('edit.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <EditStationForm station={props.station} onDone={props.onClose} />
    </Modal>
  )
}
