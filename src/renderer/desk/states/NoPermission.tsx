import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Nothing } from './Nothing.tsx'

export function NoPermission() {
  const { t } = useTranslation()
  return <Nothing icon={<IconLock />} title={t('noPermission.title')} text={t('noPermission.text')} />
}
