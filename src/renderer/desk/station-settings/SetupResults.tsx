import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { nameOfTask, useTaskText } from './use-task-text.ts'

const colors = {
  done: 'teal',
  'reboot-required': 'teal',
  'not-supported': 'gray',
  refused: 'red',
  unanswered: 'orange',
}

/** The plan that fits the station, and what became of each of its tasks. */
export function SetupResults({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const taskText = useTaskText()
  const queries = useQueryClient()
  const run = useCommand('setups.run')
  const { data, error, refetch } = useAnswer('setups.get', { id: station.id })
  if (error) return <Failed error={error} retry={refetch} />
  if (!data) return <Waiting rows={4} height={36} />
  if (!data.plan) return <Text size="sm">{t('configuration.setupNone')}</Text>
  const results = new Map(data.results.map((result) => [result.task, result]))
  return (
    <Stack gap="md">
      <Text size="sm">{t('configuration.setupText', { name: data.plan.name })}</Text>
      {data.plan.tasks.map((task) => {
        const result = results.get(nameOfTask(task))
        return (
          <div key={nameOfTask(task)} data-task={nameOfTask(task)}>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {taskText(task)}
              </Text>
              <Badge color={result ? colors[result.state] : 'gray'}>
                {result ? t(`configuration.setupStates.${result.state}`) : t('configuration.setupOpen')}
              </Badge>
            </Group>
            {result && (
              <Text size="xs" c="dimmed">
                {[format.dateTime(result.at), result.detail].filter(Boolean).join(' · ')}
              </Text>
            )}
          </div>
        )
      })}
      {may('OperateStations') && (
        <Group justify="flex-end">
          <Button
            leftSection={<IconPlayerPlay size={16} />}
            loading={run.busy}
            disabled={!station.online}
            onClick={() =>
              run.run(
                { id: station.id, again: true },
                {
                  title: t('configuration.setup'),
                  done: t('configuration.setupDone'),
                  after: () => queries.invalidateQueries({ queryKey: ['setups.get', { id: station.id }] }),
                },
              )
            }
          >
            {t('configuration.setupRun')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
