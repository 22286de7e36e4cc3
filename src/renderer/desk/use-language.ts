import { useTranslation } from 'react-i18next'
import { callUseCase } from './api.ts'
import { type Language, languageOf, rememberLanguage } from './i18n/setup-i18n.ts'
import { useSession } from './session/SessionProvider.tsx'

/** The language of the desk; a choice is kept on this device and, once signed in, with the user. */
export function useLanguage(): { language: Language; choose(language: Language): void } {
  const { i18n } = useTranslation()
  const signedIn = Boolean(useSession().session?.user)
  return {
    language: languageOf(i18n.language) ?? 'en',
    choose: (language) => {
      rememberLanguage(language)
      void i18n.changeLanguage(language)
      // on this device the choice holds, whether the controller hears of it or not
      if (signedIn) callUseCase('users.updateMe', { language }).catch(() => undefined)
    },
  }
}
