import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconCreditCard, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ConnectorView } from '../../../site/connectors/connector.ts'
import type { TagView } from '../../../site/tags/tag.ts'
import { useMay, useSignedIn } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useAnswer } from '../use-use-case.ts'

export function StartForm({ connector, onDone }: { connector: ConnectorView; onDone: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const { user } = useSignedIn()
  const anyTag = may('ManageTags') && may('ReadTags')
  const { data: tags, error, refetch } = useAnswer(anyTag ? 'tags.list' : 'tags.mine', {})
  const start = useCommand('transactions.start')
  const usable = tags?.filter((tag) => tag.standing === 'Accepted') ?? []
  const own = usable.find((tag) => tag.userIds.includes(user.id)) ?? usable[0]
  const [chosen, setChosen] = useState<string | null>(null)
  const idTag = chosen ?? own?.idTag ?? null
  if (error) return <Failed error={error} retry={refetch} />
  if (!tags) return <Waiting rows={1} />
  if (usable.length === 0)
    return (
      <Nothing
        icon={<IconCreditCard />}
        title={t('start.noTag')}
        text={t(anyTag ? 'start.noTagText' : 'start.noTagAsk')}
      >
        {anyTag && (
          <Anchor component={Link} to="/tags">
            {t('start.toTags')}
          </Anchor>
        )}
      </Nothing>
    )
  return (
    <Stack gap="md">
      <Select
        label={t('start.tag')}
        data={tags.map((tag) => ({ value: tag.idTag, label: labelOf(tag), disabled: tag.standing !== 'Accepted' }))}
        value={idTag}
        onChange={setChosen}
        searchable
        data-autofocus
      />
      <Text size="sm" c="dimmed">
        {t('start.text')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={start.busy}
          disabled={idTag === null}
          onClick={() =>
            start.run(
              { connectorId: connector.id, ...(idTag === null ? {} : { idTag }) },
              { title: t('commands.start'), done: t('start.accepted'), after: onDone },
            )
          }
        >
          {t('commands.start')}
        </Button>
      </Group>
    </Stack>
  )
}

function labelOf(tag: TagView): string {
  return tag.name ? `${tag.name} (${tag.idTag})` : tag.idTag
}
