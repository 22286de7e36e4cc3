import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ConnectorView } from '../../../site/connectors/connector.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { StartForm } from './StartForm.tsx'

interface StartDialogProps {
  station: StationView
  connector: ConnectorView
  opened: boolean
  onClose(): void
}

/** Starts a charge with a tag: any for whoever manages tags, else one's own. */
export function StartDialog({ station, connector, opened, onClose }: StartDialogProps) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('start.title', { name: station.name, no: connector.evseNo })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <StartForm connector={connector} onDone={onClose} />
    </Modal>
  )
}
