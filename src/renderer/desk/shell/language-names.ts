import type { Language } from '../i18n/setup-i18n.ts'

/** Each language in its own words, so that whoever reads only that one finds it. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' }
