import { Button, Fieldset, Group, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SetupPlan } from '../../../site/station-setup/setup-plan.ts'
import { FieldProblems } from '../fields/FieldProblems.tsx'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'
import { newTask } from './setup-tasks.ts'
import { TaskFields } from './TaskFields.tsx'

interface Props {
  plan: SetupPlan | null
  onDone: () => void
  onCancel: () => void
}

export function PlanForm({ plan, onDone, onCancel }: Props) {
  const { t } = useTranslation()
  const notify = useNotify()
  const put = useOrder('setups.putPlan')
  const form = useForm({
    initialValues: {
      name: plan?.name ?? '',
      vendor: plan?.vendor ?? '',
      model: plan?.model ?? '',
      enabled: plan?.enabled ?? true,
      holds: plan?.holds ?? false,
      tasks: plan?.tasks ?? [],
    },
    validate: { name: (name) => (name.trim() === '' ? t('fields.missing') : null) },
  })
  const { tasks } = form.values
  const submit = form.onSubmit(({ vendor, model, ...rest }) =>
    put.mutate(
      {
        ...(plan ? { id: plan.id } : {}),
        ...rest,
        vendor: vendor.trim() === '' ? null : vendor,
        model: model.trim() === '' ? null : model,
      },
      {
        onSuccess: ({ name }) => {
          notify.done(t('models.planSaved', { name }))
          onDone()
        },
        onError: (error) => {
          if (!error.details.fields) notify.failed(t('models.editPlan'), error)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t('models.name')} maxLength={100} {...form.getInputProps('name')} />
        <Fieldset legend={t('models.match')}>
          <Stack gap="sm">
            <TextInput
              label={t('models.vendor')}
              description={t('models.matchHint')}
              {...form.getInputProps('vendor')}
            />
            <TextInput label={t('models.model')} {...form.getInputProps('model')} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t('models.tasks')}>
          <Stack gap="md">
            {tasks.map((task, index) => (
              <TaskFields
                // biome-ignore lint/suspicious/noArrayIndexKey: a task is its place
                key={index}
                task={task}
                onChange={(changed) => form.setFieldValue(`tasks.${index}`, changed)}
                onRemove={() => form.removeListItem('tasks', index)}
              />
            ))}
            <Group>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPlus size={14} />}
                onClick={() => form.insertListItem('tasks', newTask('write'))}
              >
                {t('models.addTask')}
              </Button>
            </Group>
          </Stack>
        </Fieldset>
        <Switch label={t('models.holds')} {...form.getInputProps('holds', { type: 'checkbox' })} />
        <Switch label={t('models.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        {put.error?.details.fields && <FieldProblems title={t('models.wrong')} fields={put.error.details.fields} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={put.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
