import { Box, Burger, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Logo } from '../Logo.tsx'
import { useSignedIn } from '../session/SessionProvider.tsx'
import { ConnectionDot } from './ConnectionDot.tsx'
import { LanguageMenu } from './LanguageMenu.tsx'
import { SchemeToggle } from './SchemeToggle.tsx'
import { UserMenu } from './UserMenu.tsx'

export function Header({ opened, toggle }: { opened: boolean; toggle: () => void }) {
  const { t } = useTranslation()
  const { site } = useSignedIn()
  return (
    <Group h="100%" px="md" gap="sm" wrap="nowrap">
      <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('shell.menu')} />
      <Group gap={10} wrap="nowrap" miw={0}>
        <Logo />
        <Text fw={650} visibleFrom="xs" c="dimmed">
          Chargeyard
        </Text>
        <Text c="dimmed" visibleFrom="xs" aria-hidden>
          /
        </Text>
        <Text fw={650} truncate>
          {site.name}
        </Text>
      </Group>
      <Box ml="auto" />
      <ConnectionDot />
      <Group gap={4} wrap="nowrap" visibleFrom="xs">
        <SchemeToggle />
        <LanguageMenu />
      </Group>
      <UserMenu />
    </Group>
  )
}
