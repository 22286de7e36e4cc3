import { Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { IconCamera, IconChecklist, IconCopy, IconListSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useCommand } from '../use-command.ts'
import { useAnswer } from '../use-use-case.ts'
import { CopyForm } from './CopyForm.tsx'
import { SetupResults } from './SetupResults.tsx'
import { Snapshots } from './Snapshots.tsx'

type Tool = 'snapshots' | 'copy' | 'setup'

/** What can be done with all settings of a station at once. */
export function SettingsTools({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const [tool, setTool] = useState<Tool | null>(null)
  const request = useCommand('reports.request')
  const { data } = useAnswer('reports.list', { id: station.id, limit: 10 })
  const latest = data?.find(({ kind }) => kind !== 'monitors')
  const manages = may('ManageChargingStations')
  return (
    <Stack gap={6} mb="md">
      <Group gap="sm">
        {may('OperateStations') && (
          <Button
            variant="default"
            leftSection={<IconListSearch size={16} />}
            loading={request.busy || latest?.state === 'running'}
            disabled={!station.online}
            onClick={() =>
              request.run(
                { id: station.id },
                {
                  title: t('configuration.report'),
                  done: ({ state }) =>
                    t(state === 'running' ? 'configuration.reportStarted' : 'configuration.reportDone'),
                },
              )
            }
          >
            {t('configuration.report')}
          </Button>
        )}
        <Button variant="default" leftSection={<IconCamera size={16} />} onClick={() => setTool('snapshots')}>
          {t('configuration.snapshots')}
        </Button>
        {manages && (
          <Button variant="default" leftSection={<IconCopy size={16} />} onClick={() => setTool('copy')}>
            {t('configuration.copy')}
          </Button>
        )}
        <Button variant="default" leftSection={<IconChecklist size={16} />} onClick={() => setTool('setup')}>
          {t('configuration.setup')}
        </Button>
      </Group>
      {latest && (
        <Text size="xs" c="dimmed" role="status">
          {t(`configuration.reportStates.${latest.state}`, { entries: latest.entries })}
        </Text>
      )}
      <Drawer
        opened={tool !== null}
        onClose={() => setTool(null)}
        position="right"
        size="lg"
        title={tool && t(`configuration.${tool}`)}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {tool === 'snapshots' && <Snapshots station={station} />}
        {tool === 'copy' && <CopyForm station={station} />}
        {tool === 'setup' && <SetupResults station={station} />}
      </Drawer>
    </Stack>
  )
}
