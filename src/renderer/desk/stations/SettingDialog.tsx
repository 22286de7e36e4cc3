import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { SettingForm } from './SettingForm.tsx'

type Setting = UseCaseOutput<'stations.settings'>[number]

export function SettingDialog(props: { station: StationView; setting: Setting | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { station, setting, onClose } = props
  return (
    <Modal
      opened={setting !== null}
      onClose={onClose}
      title={setting?.key}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {setting && <SettingForm station={station} setting={setting} onDone={onClose} />}
    </Modal>
  )
}
