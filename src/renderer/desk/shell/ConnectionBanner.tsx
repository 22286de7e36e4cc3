import { Alert, Loader } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useConnectionState } from '../live/use-live.ts'

/** While the controller does not answer, what is shown may be out of date: said at the top of every page. */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const lost = useConnectionState() === 'lost'
  return (
    <div role="status" aria-live="polite">
      {lost && (
        <Alert color="orange" mb="md" icon={<Loader size={18} color="orange" />} title={t('connection.banner')}>
          {t('connection.bannerText')}
        </Alert>
      )}
    </div>
  )
}
