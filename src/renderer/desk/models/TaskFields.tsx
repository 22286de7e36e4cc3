import { ActionIcon, Group, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SetupTask } from '../../../site/station-setup/setup-charger.ts'
import { measured, newTask, taskKinds } from './setup-tasks.ts'

const offlineStarts = ['known', 'every', 'none'] as const

interface Props {
  task: SetupTask
  onChange: (task: SetupTask) => void
  onRemove: () => void
}

/** One task of a plan. */
export function TaskFields({ task, onChange, onRemove }: Props) {
  const { t } = useTranslation()
  return (
    <Group align="flex-end" gap="sm">
      <Select
        flex="1 1 180px"
        label={t('models.task')}
        data={taskKinds.map((value) => ({ value, label: t(`models.taskKinds.${value}`) }))}
        value={task.do}
        onChange={(value) => {
          const kind = taskKinds.find((known) => known === value)
          if (kind) onChange(newTask(kind))
        }}
      />
      {(task.do === 'heartbeat' || task.do === 'readings') && (
        <NumberInput
          flex="1 1 140px"
          label={t('models.seconds')}
          min={1}
          max={86_400}
          allowDecimal={false}
          value={task.everyS}
          onChange={(value) => onChange({ ...task, everyS: Number(value) })}
        />
      )}
      {task.do === 'measure' && (
        <MultiSelect
          flex="1 1 220px"
          label={t('models.what')}
          data={measured.map((value) => ({ value, label: t(`configuration.measured.${value}`) }))}
          value={task.what}
          onChange={(values) => onChange({ ...task, what: measured.filter((each) => values.includes(each)) })}
        />
      )}
      {task.do === 'local-authorization' && (
        <Switch
          mb={8}
          label={t('models.localOn')}
          checked={task.enabled}
          onChange={(event) => onChange({ ...task, enabled: event.currentTarget.checked })}
        />
      )}
      {task.do === 'offline-starts' && (
        <Select
          flex="1 1 140px"
          label={t('models.offline')}
          data={offlineStarts.map((value) => ({ value, label: t(`models.offlineStarts.${value}`) }))}
          value={task.allow}
          onChange={(value) => {
            const allow = offlineStarts.find((known) => known === value)
            if (allow) onChange({ ...task, allow })
          }}
        />
      )}
      {task.do === 'write' && (
        <>
          <TextInput
            flex="1 1 160px"
            label={t('models.key')}
            value={task.key}
            onChange={(event) => onChange({ ...task, key: event.currentTarget.value })}
          />
          <TextInput
            flex="1 1 100px"
            label={t('models.value')}
            value={task.value}
            onChange={(event) => onChange({ ...task, value: event.currentTarget.value })}
          />
        </>
      )}
      <ActionIcon size={36} variant="subtle" color="red" aria-label={t('models.removeTask')} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  )
}
