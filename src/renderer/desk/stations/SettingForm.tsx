import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { useCommand } from '../use-command.ts'

type Setting = UseCaseOutput<'stations.settings'>[number]

export function SettingForm({
  station,
  setting,
  onDone,
}: {
  station: StationView
  setting: Setting
  onDone: () => void
}) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const write = useCommand('stations.writeSetting')
  const [value, setValue] = useState(setting.value ?? '')
  const save = () =>
    write.run(
      { id: station.id, key: setting.key, value },
      {
        title: setting.key,
        done: ({ outcome }) => t(`settings.keys.written.${outcome}`, { key: setting.key }),
        after: () => {
          void queries.invalidateQueries({ queryKey: ['stations.settings', { id: station.id }] })
          onDone()
        },
      },
    )
  return (
    <Stack gap="md">
      <Textarea
        label={t('settings.keys.value')}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        autosize
        maxRows={8}
        maxLength={2500}
        data-autofocus
        spellCheck={false}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        <Button onClick={save} loading={write.busy} disabled={!station.online}>
          {t('settings.keys.send')}
        </Button>
      </Group>
    </Stack>
  )
}
