import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Format, makeFormat } from '../ui/format.ts'
import { ownTimeZone } from '../ui/time-zones.ts'
import { languageOf, localeOf } from './i18n/setup-i18n.ts'
import { useSession } from './session/SessionProvider.tsx'

/** Writes numbers, amounts and instants in the reader's language, the site's zone and its currency. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const site = useSession().session?.site
  const timeZone = site?.timeZone ?? ownTimeZone()
  const currency = site?.currency ?? 'EUR'
  const locale = localeOf(languageOf(i18n.language) ?? 'en')
  return useMemo(() => makeFormat({ locale, timeZone, currency }), [locale, timeZone, currency])
}
