import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserView } from '../../../site/users/user.ts'
import { languageOf, rememberLanguage } from '../i18n/setup-i18n.ts'

/** Whoever signs in finds the language and the light or dark that they chose elsewhere. */
export function useUserChoices(user: UserView | null) {
  const { i18n } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const userId = user?.id
  // only the moment of signing in counts: later choices on this device win
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!user) return
    const language = languageOf(user.language)
    if (language && language !== i18n.language) {
      rememberLanguage(language)
      void i18n.changeLanguage(language)
    }
    if (user.darkMode !== null) setColorScheme(user.darkMode ? 'dark' : 'light')
  }, [userId])
}
