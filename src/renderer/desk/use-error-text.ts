import { useTranslation } from 'react-i18next'
import type { ApiError } from './api.ts'
import { fieldText } from './i18n/field-texts.ts'
import { languageOf } from './i18n/setup-i18n.ts'

/** What went wrong and what to do, in the reader's words; with what the wallbox answered, where it did. */
export function useErrorText(): (error: ApiError) => string {
  const { t, i18n } = useTranslation()
  return ({ code, details, message }) => {
    // a controller that is newer than this page may know errors that the page has no words for
    const sentence = i18n.exists(`errors.${code}`) ? t(`errors.${code}`) : message
    if (code === 'TooManyAttempts' && typeof details.retryAfterMs === 'number')
      return t('errors.retryAfter', { seconds: Math.ceil(details.retryAfterMs / 1000) })
    if (code === 'TagNotAccepted' && isStanding(details.reason)) return t(`errors.tag.${details.reason}`)
    if (code === 'StationRejected' && details.answer !== undefined)
      return `${sentence} ${t('errors.answer', { answer: String(details.answer) })}`
    return sentence
  }
}

/** Field → what is wrong with it: what `execute` refused, for a form. */
export function useFieldErrors(): (error: ApiError) => Record<string, string> {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language) ?? 'en'
  return ({ details }) =>
    Object.fromEntries(
      Object.entries(details.fields ?? {}).map(([field, english]) => [
        field,
        fieldText(english, language) ?? t('errors.field'),
      ]),
    )
}

function isStanding(reason: unknown): reason is 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx' {
  return typeof reason === 'string' && ['Blocked', 'Expired', 'Invalid', 'ConcurrentTx'].includes(reason)
}
