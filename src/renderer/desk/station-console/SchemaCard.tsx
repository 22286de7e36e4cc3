import { Badge, Card, Group, ScrollArea, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import classes from './Console.module.css'
import { schemaFields } from './schema-fields.ts'

/** What a request takes, field by field. */
export function SchemaCard({ schema }: { schema: UseCaseOutput<'stations.requestSchema'> }) {
  const { t } = useTranslation()
  const fields = schemaFields(schema)
  return (
    <Card component="section" aria-label={t('console.schema')}>
      <Title order={2} mb="sm">
        {t('console.schema')}
      </Title>
      {fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('console.schemaNothing')}
        </Text>
      ) : (
        <ScrollArea.Autosize mah={420} type="auto">
          <Table verticalSpacing={6} horizontalSpacing={8}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('console.field')}</Table.Th>
                <Table.Th>{t('console.type')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {fields.map(({ path, type, required, choices }) => (
                <Table.Tr key={path}>
                  <Table.Td>
                    <Group gap={6}>
                      <span className={classes.path}>{path}</span>
                      {required && (
                        <Badge size="xs" color="orange">
                          {t('console.required')}
                        </Badge>
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                      {choices.length > 0 ? choices.join(' · ') : type}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </Card>
  )
}
