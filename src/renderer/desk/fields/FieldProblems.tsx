import { Alert, List } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { fieldText } from '../i18n/field-texts.ts'
import { languageOf } from '../i18n/setup-i18n.ts'

/** What is wrong with a text of JSON, path by path, in the words of the checker where there are no others. */
export function FieldProblems({ title, fields }: { title: string; fields: Record<string, string> }) {
  const language = languageOf(useTranslation().i18n.language) ?? 'en'
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={title} role="alert">
      <List size="sm" listStyleType="none">
        {Object.entries(fields).map(([path, english]) => (
          <List.Item key={path}>
            <code>{path.replace(/^payload\./, '')}</code>: {fieldText(english, language) ?? english}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
