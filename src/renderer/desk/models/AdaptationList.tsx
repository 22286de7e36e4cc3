import { List, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { QuirkAdaptation } from '../../../site/quirks/quirk.ts'
import { adaptationKeys } from './adaptation.ts'

/** What is different, line by line. */
export function AdaptationList({ adapt }: { adapt: QuirkAdaptation }) {
  const { t } = useTranslation()
  const lines = adaptationKeys.flatMap((key) => {
    const value = adapt[key]
    if (value === undefined || value === null || value === false) return []
    const name = t(`models.quirks.${key}`)
    if (value === true) return [name]
    if (value === 'pauses' || value === 'refused' || value === 'ends-session')
      return [`${name}: ${t(`models.zeroLimits.${value}`)}`]
    return [`${name}: ${value}`]
  })
  return (
    <List size="sm">
      {lines.map((line) => (
        <List.Item key={line}>
          <Text size="sm">{line}</Text>
        </List.Item>
      ))}
    </List>
  )
}
