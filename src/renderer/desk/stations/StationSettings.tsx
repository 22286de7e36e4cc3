import { ActionIcon, Button, Card, Group, Stack, Table, Text, TextInput, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconAdjustments, IconDownload, IconLock, IconPencil, IconSearch } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { noValue } from '../../ui/format.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { SettingDialog } from './SettingDialog.tsx'

type Setting = UseCaseOutput<'stations.settings'>[number]

/** Configuration keys (1.6) and variables (2.0.1) alike: what the station told last, read anew or changed. */
export function StationSettings({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const queries = useQueryClient()
  const [search, setSearch] = useState('')
  const [editing, setEditing] = useState<Setting | null>(null)
  const { data, error, refetch } = useAnswer('stations.settings', { id: station.id })
  const read = useCommand('stations.readSettings')
  const shown = data?.filter(({ key, value }) => `${key} ${value ?? ''}`.toLowerCase().includes(search.toLowerCase()))
  const readAt = data?.reduce((latest, setting) => Math.max(latest, setting.readAt), 0)
  const readNow = () =>
    read.run(
      { id: station.id },
      {
        title: t('settings.keys.read'),
        done: (settings) => t('settings.keys.readDone', { count: settings.length }),
        after: () => queries.invalidateQueries({ queryKey: ['stations.settings', { id: station.id }] }),
      },
    )
  const readButton = may('OperateStations') && (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={read.busy}
      disabled={!station.online}
      onClick={readNow}
    >
      {t('settings.keys.read')}
    </Button>
  )
  if (error) return <Failed error={error} retry={refetch} />
  if (!data || !shown) return <Waiting rows={6} height={36} />
  if (data.length === 0)
    return (
      <Card>
        <Nothing
          icon={<IconAdjustments />}
          title={t('settings.keys.none')}
          text={t(station.online ? 'settings.keys.noneText' : 'settings.keys.noneOffline')}
        >
          {readButton}
        </Nothing>
      </Card>
    )
  return (
    <Stack gap="md">
      <Group>
        <TextInput
          flex="1 1 220px"
          aria-label={t('settings.keys.search')}
          placeholder={t('settings.keys.search')}
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {readAt ? (
          <Text size="sm" c="dimmed">
            {t('settings.keys.readAt', { at: format.dateTime(readAt) })}
          </Text>
        ) : null}
        {readButton}
      </Group>
      <Card padding={0}>
        <Table.ScrollContainer minWidth={340}>
          <Table layout="fixed" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="45%">{t('settings.keys.key')}</Table.Th>
                <Table.Th>{t('settings.keys.value')}</Table.Th>
                <Table.Th w={64}>
                  <VisuallyHidden>{t('settings.keys.change')}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((setting) => (
                <Table.Tr key={setting.key}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{setting.key}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{setting.value ?? noValue}</Table.Td>
                  <Table.Td>
                    {setting.readonly ? (
                      <Tooltip label={t('settings.keys.readonly')}>
                        <IconLock
                          size={16}
                          color="var(--mantine-color-dimmed)"
                          aria-label={t('settings.keys.readonly')}
                        />
                      </Tooltip>
                    ) : (
                      may('ManageChargingStations') && (
                        <ActionIcon
                          variant="subtle"
                          aria-label={t('settings.keys.changeOf', { key: setting.key })}
                          onClick={() => setEditing(setting)}
                        >
                          <IconPencil size={16} />
                        </ActionIcon>
                      )
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {shown.length === 0 && (
          <Text c="dimmed" ta="center" py="xl">
            {t('settings.keys.noMatch')}
          </Text>
        )}
      </Card>
      <SettingDialog station={station} setting={editing} onClose={() => setEditing(null)} />
    </Stack>
  )
}
