import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A mistake of the desk itself ends in a page that says so, not in a white one. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { t } = useTranslation()
  return (
    <Center mih="100vh" p="xl">
      <Stack align="center" gap="sm" role="alert">
        <Title order={1}>{t('broken.title')}</Title>
        <Text c="dimmed" ta="center">
          {t('broken.text')}
        </Text>
        <Button onClick={() => location.reload()}>{t('broken.reload')}</Button>
      </Stack>
    </Center>
  )
}
