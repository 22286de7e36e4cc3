import { Badge, Button, Card, Group, Text, Title } from '@mantine/core'
import { IconEraser, IconSend } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

const colors = { unknown: 'gray', current: 'teal', disabled: 'gray', unsupported: 'gray', failed: 'red' }

export function LocalListCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const confirm = useConfirm()
  const queries = useQueryClient()
  const { id, name, online } = station
  const { data, error, refetch } = useAnswer('localLists.get', { id })
  const send = useCommand('localLists.send')
  const clearCache = useCommand('stations.clearCache')
  const facts = data && [
    t('more.listEntries', { count: data.entries }),
    data.maxEntries === null ? null : t('more.listRoom', { count: data.maxEntries }),
    data.changedAt === null ? null : format.dateTime(data.changedAt),
    data.problem,
  ]
  return (
    <Card component="section">
      <Title order={2}>{t('more.list')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('more.listText')}
      </Text>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} height={28} />}
      {data && (
        <Group gap="xs" data-local-list={data.state}>
          <Badge color={colors[data.state]}>{t(`more.listStates.${data.state}`)}</Badge>
          <Text size="sm">{facts?.filter(Boolean).join(' · ')}</Text>
        </Group>
      )}
      {data && data.leftOut > 0 && (
        <Text size="sm" mt="xs">
          {t('more.listLeftOut', { count: data.leftOut })}
        </Text>
      )}
      <Group gap="sm" mt="sm">
        {may('ManageChargingStations') && (
          <Button
            variant="default"
            leftSection={<IconSend size={16} />}
            loading={send.busy}
            disabled={!online}
            onClick={() =>
              send.run(
                { id, whole: true },
                {
                  title: t('more.listSend'),
                  done: t('more.listSent'),
                  after: () => queries.invalidateQueries({ queryKey: ['localLists.get', { id }] }),
                },
              )
            }
          >
            {t('more.listSend')}
          </Button>
        )}
        {may('OperateStations') && (
          <Button
            variant="default"
            leftSection={<IconEraser size={16} />}
            loading={clearCache.busy}
            disabled={!online}
            onClick={() =>
              confirm({
                title: t('more.cache'),
                text: t('more.cacheText', { name }),
                confirm: t('more.cache'),
                onConfirm: () => clearCache.run({ id }, { title: t('more.cache'), done: t('more.cacheDone') }),
              })
            }
          >
            {t('more.cache')}
          </Button>
        )}
      </Group>
    </Card>
  )
}
