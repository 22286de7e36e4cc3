import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { de } from './de.ts'
import { en } from './en.ts'

export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

const storageKey = 'chargeyard-language'

/** German and English are shipped; whoever reads neither gets English. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const language = tag?.slice(0, 2).toLowerCase()
  return languages.find((known) => known === language)
}

/** Chosen before on this device, else what the browser asks for. */
export function firstLanguage(): Language {
  return languageOf(remembered()) ?? languageOf(navigator.language) ?? 'en'
}

export function rememberLanguage(language: Language) {
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // storage may be switched off: then the choice lasts as long as the page
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

/** The tag for numbers and dates: the browser's own (en-GB, de-CH) where it is of this language. */
export function localeOf(language: Language): string {
  return navigator.languages.find((tag) => languageOf(tag) === language) ?? (language === 'en' ? 'en-GB' : 'de-DE')
}

export function setUpI18n(language: Language): i18n {
  const instance = createInstance()
  instance.on('languageChanged', (now) => {
    document.documentElement.lang = now
  })
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, de: { translation: de } },
    // React escapes
    interpolation: { escapeValue: false },
    initAsync: false,
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => console.error(`There is no text for ${key}`),
  })
  return instance
}
