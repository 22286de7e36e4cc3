import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Nothing } from '../states/Nothing.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Nothing icon={<IconMapOff />} title={t('notFound.title')} text={t('notFound.text')}>
      <Button component={Link} to="/" variant="default">
        {t('notFound.home')}
      </Button>
    </Nothing>
  )
}
