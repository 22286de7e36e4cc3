import { ActionIcon, Avatar, Menu, Text } from '@mantine/core'
import { IconCheck, IconLanguage, IconLogout, IconSunMoon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiError } from '../api.ts'
import { languages } from '../i18n/setup-i18n.ts'
import { useSession, useSignedIn } from '../session/SessionProvider.tsx'
import { useLanguage } from '../use-language.ts'
import { useNotify } from '../use-notify.tsx'
import { languageNames } from './language-names.ts'
import { useScheme } from './use-scheme.ts'

export function UserMenu() {
  const { t } = useTranslation()
  const { user } = useSignedIn()
  const { leave } = useSession()
  const { language, choose } = useLanguage()
  const { scheme, next, choose: chooseScheme } = useScheme()
  const notify = useNotify()
  const name = user.fullName || user.email
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" radius="xl" aria-label={t('shell.user', { name })}>
          <Avatar name={name} color="petrol" size={30} alt="" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="bright" truncate>
            {name}
          </Text>
          {user.fullName && (
            <Text size="xs" truncate>
              {user.email}
            </Text>
          )}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconSunMoon size={16} />} closeMenuOnClick={false} onClick={() => chooseScheme(next)}>
          {t('shell.schemeNow', { now: t(`shell.schemes.${scheme}`) })}
        </Menu.Item>
        {languages.map((one) => (
          <Menu.Item
            key={one}
            lang={one}
            leftSection={<IconLanguage size={16} />}
            rightSection={one === language ? <IconCheck size={16} /> : null}
            onClick={() => choose(one)}
          >
            {languageNames[one]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => {
            leave().catch((error: ApiError) => notify.failed(t('shell.signOut'), error))
          }}
        >
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
