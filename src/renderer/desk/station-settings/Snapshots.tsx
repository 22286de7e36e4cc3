import { ActionIcon, Button, Divider, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useFormat } from '../use-format.ts'
import { useNotify } from '../use-notify.tsx'
import { useAnswer, useOrder } from '../use-use-case.ts'
import { Comparison } from './Comparison.tsx'

export function Snapshots({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const confirm = useConfirm()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const take = useOrder('snapshots.take')
  const remove = useCommand('snapshots.remove')
  const { id } = station
  const { data, error, refetch } = useAnswer('snapshots.list', { id })
  const reread = () => void queries.invalidateQueries({ queryKey: ['snapshots.list', { id }] })
  const problem = take.error ? fieldErrors(take.error).name : undefined
  const manages = may('ManageChargingStations')
  const keep = () =>
    take.mutate(
      { id, name },
      {
        onSuccess: (kept) => {
          setName('')
          reread()
          notify.done(t('configuration.snapshotTaken', { name: kept.name }))
        },
        onError: (failure) => {
          if (!failure.details.fields) notify.failed(t('configuration.snapshotTake'), failure)
        },
      },
    )
  return (
    <Stack gap="md">
      <Text size="sm">{t('configuration.snapshotsText')}</Text>
      {manages && (
        <Group align="flex-end">
          <TextInput
            flex="1 1 200px"
            label={t('configuration.snapshotName')}
            value={name}
            error={problem}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button loading={take.isPending} disabled={name.trim() === ''} onClick={keep}>
            {t('configuration.snapshotTake')}
          </Button>
        </Group>
      )}
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={2} height={36} />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('configuration.snapshotNone')}
        </Text>
      )}
      {data?.map((snapshot) => (
        <Group key={snapshot.id} justify="space-between" wrap="nowrap" data-snapshot={snapshot.name}>
          <div>
            <Text fw={600}>{snapshot.name}</Text>
            <Text size="xs" c="dimmed">
              {format.dateTime(snapshot.takenAt)} · {t('configuration.snapshotSettings', { count: snapshot.settings })}
            </Text>
          </div>
          {manages && (
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('configuration.snapshotRemove', { name: snapshot.name })}
              onClick={() =>
                confirm({
                  title: t('configuration.snapshotRemoveTitle'),
                  text: t('configuration.snapshotRemoveText', { name: snapshot.name }),
                  confirm: t('configuration.snapshotRemoveTitle'),
                  onConfirm: () =>
                    remove.run(
                      { id, snapshotId: snapshot.id },
                      {
                        title: t('configuration.snapshotRemoveTitle'),
                        done: t('configuration.snapshotRemoved', { name: snapshot.name }),
                        after: reread,
                      },
                    ),
                })
              }
            >
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {data && data.length > 0 && (
        <>
          <Divider />
          <Comparison station={station} snapshots={data} />
        </>
      )}
    </Stack>
  )
}
