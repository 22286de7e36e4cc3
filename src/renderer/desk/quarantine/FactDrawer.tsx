import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { FactDetail } from './FactDetail.tsx'

/** One report, whole. */
export function FactDrawer({ id, onClose }: { id: number | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useAnswer('quarantine.get', { id: id ?? 0 }, { enabled: id !== null })
  const fact = id === null ? undefined : data
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={fact ? `${fact.stationId} · ${fact.action}` : t('nav.quarantine')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {error && <Failed error={error} retry={refetch} />}
      {id !== null && !fact && !error && <Waiting rows={3} />}
      {fact && <FactDetail key={fact.id} fact={fact} onDone={onClose} />}
    </Drawer>
  )
}
