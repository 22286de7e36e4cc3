import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { DisplayPriority, DisplayWhile } from '../../../site/displays/display.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { InstantInput } from '../fields/InstantInput.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'

const priorities = ['normal-cycle', 'in-front', 'always-front'] as const satisfies readonly DisplayPriority[]
const whiles = ['always', 'charging', 'idle', 'faulted', 'unavailable'] as const

export function DisplayForm({ station, onDone }: { station: StationView; onDone: () => void }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const write = useOrder('displayMessages.set')
  const form = useForm({
    initialValues: {
      content: '',
      priority: 'normal-cycle' as DisplayPriority,
      shownWhile: 'always' as DisplayWhile | 'always',
      language: '',
      startAt: null as number | null,
      endAt: null as number | null,
    },
    validate: { content: (content) => (content.trim() === '' ? t('fields.missing') : null) },
  })
  const submit = form.onSubmit(({ shownWhile, language, ...values }) =>
    write.mutate(
      {
        stationId: station.id,
        ...values,
        shownWhile: shownWhile === 'always' ? null : shownWhile,
        language: language.trim() === '' ? null : language.trim(),
      },
      {
        onSuccess: () => {
          notify.done(t('more.writeDone'))
          onDone()
        },
        onError: (error) => {
          form.setErrors(fieldErrors(error))
          if (!error.details.fields) notify.failed(t('more.write'), error)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Textarea
          label={t('more.content')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={512}
          data-autofocus
          {...form.getInputProps('content')}
        />
        <Select
          label={t('more.priority')}
          data={priorities.map((value) => ({ value, label: t(`more.priorities.${value}`) }))}
          {...form.getInputProps('priority')}
        />
        <Select
          label={t('more.shownWhile')}
          data={whiles.map((value) => ({ value, label: t(`more.whiles.${value}`) }))}
          {...form.getInputProps('shownWhile')}
        />
        <InstantInput label={t('more.startAt')} {...form.getInputProps('startAt')} />
        <InstantInput label={t('more.endAt')} {...form.getInputProps('endAt')} />
        <TextInput
          label={t('more.language')}
          description={t('more.languageHint')}
          maxLength={8}
          {...form.getInputProps('language')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={write.isPending}>
            {t('more.write')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
