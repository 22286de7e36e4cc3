import { ActionIcon, Tooltip } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useScheme } from './use-scheme.ts'

const icons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop }

/** Light → dark → as the system says. */
export function SchemeToggle() {
  const { t } = useTranslation()
  const { scheme, next, choose } = useScheme()
  const Icon = icons[scheme]
  const label = t('shell.scheme', { now: t(`shell.schemes.${scheme}`), next: t(`shell.schemes.${next}`) })
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => choose(next)}>
        <Icon size={19} />
      </ActionIcon>
    </Tooltip>
  )
}
