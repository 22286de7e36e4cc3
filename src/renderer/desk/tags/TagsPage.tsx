import { Button, Card, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCreditCard, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagView } from '../../../site/tags/tag.ts'
import { PageHeader } from '../PageHeader.tsx'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { TagDialog } from './TagDialog.tsx'
import { TagTable } from './TagTable.tsx'

export function TagsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const { data, error, refetch } = useAnswer('tags.list', {})
  const [search, setSearch] = useState('')
  const [dialog, { open, close }] = useDisclosure(false)
  const [editing, setEditing] = useState<TagView | null>(null)
  const words = search.toLowerCase().trim()
  const shown = data?.filter(({ idTag, name }) => `${idTag} ${name}`.toLowerCase().includes(words)) ?? []
  const add = may('ManageTags') && (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => {
        setEditing(null)
        open()
      }}
    >
      {t('tags.add')}
    </Button>
  )
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.tags')} text={t('tags.text')}>
        {data && data.length > 0 && add}
      </PageHeader>
      {error && <Failed error={error} retry={refetch} />}
      {!error && !data && <Waiting rows={5} height={44} />}
      {data?.length === 0 && (
        <Card>
          <Nothing icon={<IconCreditCard />} title={t('tags.none')} text={t('tags.noneText')}>
            {add}
          </Nothing>
        </Card>
      )}
      {data && data.length > 0 && (
        <>
          <TextInput
            aria-label={t('tags.search')}
            placeholder={t('tags.search')}
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            maw={420}
          />
          {shown.length === 0 ? (
            <Text c="dimmed" ta="center" py="xl">
              {t('tags.noMatch')}
            </Text>
          ) : (
            <TagTable
              tags={shown}
              onEdit={(tag) => {
                setEditing(tag)
                open()
              }}
            />
          )}
        </>
      )}
      <TagDialog opened={dialog} tag={editing} onClose={close} />
    </Stack>
  )
}
