import { Card, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSignedIn } from '../session/SessionProvider.tsx'
import { AddressList } from './AddressList.tsx'

/** The version, and the addresses that wallboxes and phones are given. */
export function AboutPanel() {
  const { t } = useTranslation()
  const { info } = useSignedIn()
  return (
    <Stack gap="md" maw={720}>
      <Card component="section">
        <Title order={2} mb={4}>
          {t('about.wallboxes')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('about.wallboxesText')}
        </Text>
        <AddressList addresses={info.ocppUrls} />
      </Card>
      <Card component="section">
        <Title order={2} mb={4}>
          {t('about.phones')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('about.phonesText')}
        </Text>
        <AddressList addresses={info.lanUrls} />
      </Card>
      <Text size="sm" c="dimmed">
        {t('about.version', { version: info.version })}
      </Text>
    </Stack>
  )
}
