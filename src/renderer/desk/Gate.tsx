import { Center, Loader, Stack, Text } from '@mantine/core'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { LiveProvider } from './live/LiveProvider.tsx'
import { useSession } from './session/SessionProvider.tsx'
import { useUserChoices } from './session/use-user-choices.ts'
import { SetUpPage } from './setup/SetUpPage.tsx'
import { Shell } from './shell/Shell.tsx'
import { SignInPage } from './sign-in/SignInPage.tsx'

/** Set-up, sign-in or the desk itself: what the controller says is due. */
export function Gate() {
  const { session, error, reload } = useSession()
  const { t } = useTranslation()
  const doubt = useCallback(() => void reload(), [reload])
  useUserChoices(session?.user ?? null)
  if (!session)
    return (
      <Center mih="100vh">
        <Stack align="center" gap="sm">
          <Loader aria-label={t('common.loading')} />
          {error && <Text role="status">{t('connection.unreachable')}</Text>}
        </Stack>
      </Center>
    )
  if (!session.setUp) return <SetUpPage />
  if (!session.user) return <SignInPage />
  return (
    // another user's desk begins from nothing
    <LiveProvider key={session.user.id} onDoubt={doubt}>
      <Shell />
    </LiveProvider>
  )
}
