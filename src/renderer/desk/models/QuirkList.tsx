import { ActionIcon, Badge, Button, Card, Drawer, Group, Stack, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconPuzzle, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuirkProfileView } from '../../../site/quirks/quirk.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useAnswer } from '../use-use-case.ts'
import { AdaptationList } from './AdaptationList.tsx'
import { QuirkForm } from './QuirkForm.tsx'

export function QuirkList() {
  const { t } = useTranslation()
  const may = useMay()
  const confirm = useConfirm()
  const [editing, setEditing] = useState<QuirkProfileView | 'new' | null>(null)
  const { data, error, refetch } = useAnswer('quirks.list', {})
  const remove = useCommand('quirks.remove')
  const manages = may('ManageChargingStations')
  return (
    <Stack gap="md">
      {manages && (
        <Group justify="flex-end">
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            {t('models.addQuirk')}
          </Button>
        </Group>
      )}
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={4} />}
      {data?.length === 0 && (
        <Card>
          <Nothing icon={<IconPuzzle />} title={t('models.quirkNone')} text={t('models.quirkNoneText')} />
        </Card>
      )}
      {data?.map((profile) => (
        <Card key={profile.id} component="section" padding="md" aria-label={profile.name} data-quirk={profile.id}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Group gap="xs">
                <Text fw={600}>{profile.name}</Text>
                <Badge color={profile.origin === 'shipped' ? 'gray' : 'petrol'}>
                  {t(`models.origins.${profile.origin}`)}
                </Badge>
                {!profile.enabled && <Badge color="orange">{t('models.off')}</Badge>}
              </Group>
              <Text size="xs" c="dimmed">
                {Object.values(profile.match).filter(Boolean).join(' · ')}
              </Text>
              {profile.note && (
                <Text size="sm" my={4}>
                  {profile.note}
                </Text>
              )}
              <AdaptationList adapt={profile.adapt} />
            </div>
            {manages && (
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="subtle"
                  aria-label={t('models.edit', { name: profile.name })}
                  onClick={() => setEditing(profile)}
                >
                  <IconPencil size={16} />
                </ActionIcon>
                {profile.origin !== 'shipped' && (
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    aria-label={t('models.remove', { name: profile.name })}
                    onClick={() =>
                      confirm({
                        title: t('models.remove', { name: profile.name }),
                        text: t('models.removeText', { name: profile.name }),
                        confirm: t('models.removeTitle'),
                        onConfirm: () =>
                          remove.run(
                            { id: profile.id },
                            { title: t('models.removeTitle'), done: t('models.removed', { name: profile.name }) },
                          ),
                      })
                    }
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                )}
              </Group>
            )}
          </Group>
        </Card>
      ))}
      <Drawer
        opened={editing !== null}
        onClose={() => setEditing(null)}
        position="right"
        size="lg"
        title={t(editing === 'new' ? 'models.addQuirk' : 'models.editQuirk')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {editing !== null && <QuirkForm profile={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />}
      </Drawer>
    </Stack>
  )
}
