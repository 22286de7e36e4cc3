import { ActionIcon, Badge, Box, Button, Card, Group, Table, Text } from '@mantine/core'
import { IconBan, IconCircleCheck, IconClockX, IconPencil, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TagView } from '../../../site/tags/tag.ts'
import { noValue } from '../../ui/format.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useAnswer } from '../use-use-case.ts'

const looks = {
  Accepted: { color: 'teal', icon: IconCircleCheck },
  Blocked: { color: 'red', icon: IconBan },
  Expired: { color: 'gray', icon: IconClockX },
}

export function TagTable({ tags, onEdit }: { tags: TagView[]; onEdit: (tag: TagView) => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const confirm = useConfirm()
  const update = useCommand('tags.update')
  const remove = useCommand('tags.remove')
  const { data: users } = useAnswer('users.list', {}, { enabled: may('ReadUsers') })
  const nameOfUser = new Map(users?.map((user) => [user.id, user.fullName || user.email]))
  const nameOf = (tag: TagView) => tag.name || tag.idTag
  const block = (tag: TagView, blocked: boolean) =>
    update.run(
      { id: tag.id, blocked },
      {
        title: t(blocked ? 'tags.block' : 'tags.unblock'),
        done: t(blocked ? 'tags.blocked' : 'tags.unblocked', { name: nameOf(tag) }),
      },
    )
  return (
    <Card padding={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('tags.tag')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('tags.users')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('tags.standing')}</Table.Th>
            {may('ManageTags') && <Table.Th aria-label={t('tags.actions')} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tags.map((tag) => {
            const { color, icon: Icon } = looks[tag.standing]
            const standing = (
              <Badge color={color} leftSection={<Icon size={13} aria-hidden />}>
                {t(`authorizations.${tag.standing}`)}
              </Badge>
            )
            return (
              <Table.Tr key={tag.id} data-tag={tag.idTag}>
                <Table.Td>
                  <Text fw={600} size="sm">
                    {nameOf(tag)}
                  </Text>
                  <Text size="xs" c="dimmed" ff="monospace">
                    {tag.idTag}
                  </Text>
                  <Box hiddenFrom="sm">{standing}</Box>
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  {tag.userIds.map((id) => nameOfUser.get(id) ?? t('tags.someone')).join(', ') || noValue}
                </Table.Td>
                <Table.Td visibleFrom="sm">{standing}</Table.Td>
                {may('ManageTags') && (
                  <Table.Td>
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <Button
                        size="compact-sm"
                        variant="default"
                        onClick={() =>
                          tag.blocked
                            ? block(tag, false)
                            : confirm({
                                title: t('tags.block'),
                                text: t('tags.blockText', { name: nameOf(tag) }),
                                confirm: t('tags.block'),
                                onConfirm: () => block(tag, true),
                              })
                        }
                      >
                        {t(tag.blocked ? 'tags.unblock' : 'tags.block')}
                      </Button>
                      <ActionIcon
                        variant="subtle"
                        aria-label={t('tags.editOf', { name: nameOf(tag) })}
                        onClick={() => onEdit(tag)}
                      >
                        <IconPencil size={16} />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="red"
                        visibleFrom="xs"
                        aria-label={t('tags.removeOf', { name: nameOf(tag) })}
                        onClick={() =>
                          confirm({
                            title: t('tags.remove'),
                            text: t('tags.removeText', { name: nameOf(tag) }),
                            confirm: t('tags.remove'),
                            onConfirm: () =>
                              remove.run(
                                { id: tag.id },
                                { title: t('tags.remove'), done: t('tags.removed', { name: nameOf(tag) }) },
                              ),
                          })
                        }
                      >
                        <IconTrash size={16} />
                      </ActionIcon>
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Card>
  )
}
