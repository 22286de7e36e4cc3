import { Button, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../session/SessionProvider.tsx'

export function DoneStep({ siteName }: { siteName: string }) {
  const { t } = useTranslation()
  const { reload } = useSession()
  return (
    <Stack align="center" gap="md" py="md">
      <ThemeIcon size={64} radius="xl" color="teal" aria-hidden>
        <IconCheck size={34} />
      </ThemeIcon>
      <Title order={2}>{t('setup.done.title', { name: siteName })}</Title>
      <Text c="dimmed" ta="center" maw={420}>
        {t('setup.done.text')}
      </Text>
      <Button size="md" onClick={() => void reload()} data-autofocus>
        {t('setup.done.open')}
      </Button>
    </Stack>
  )
}
