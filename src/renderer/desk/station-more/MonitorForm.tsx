import { Alert, Autocomplete, Button, Checkbox, Group, NumberInput, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useAnswer, useOrder } from '../use-use-case.ts'

const kinds = ['above', 'below', 'change', 'every', 'every-aligned'] as const

interface Props {
  station: StationView
  onDone: () => void
  onCancel: () => void
}

export function MonitorForm({ station, onDone, onCancel }: Props) {
  const { t } = useTranslation()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const { data: settings } = useAnswer('stations.settings', { id: station.id })
  const set = useOrder('monitors.set')
  const form = useForm({
    initialValues: {
      key: '',
      kind: 'above' as (typeof kinds)[number],
      value: 0,
      severity: 5,
      onlyInSession: false,
    },
    validate: { key: (key) => (key.trim() === '' ? t('fields.missing') : null) },
  })
  const refusal = set.data?.find(({ monitorId }) => monitorId === null)
  const submit = form.onSubmit((monitor) =>
    set.mutate(
      { id: station.id, monitors: [monitor] },
      {
        onSuccess: (results) => {
          if (results.some(({ monitorId }) => monitorId === null)) return
          notify.done(t('more.monitorSet'))
          onDone()
        },
        onError: (error) => {
          const errors = Object.entries(fieldErrors(error))
          form.setErrors(Object.fromEntries(errors.map(([path, text]) => [path.replace('monitors.0.', ''), text])))
          if (!error.details.fields) notify.failed(t('more.monitorAdd'), error)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Autocomplete
          label={t('more.monitorKey')}
          description={t('more.monitorKeyHint')}
          data={settings?.map(({ key }) => key) ?? []}
          limit={30}
          {...form.getInputProps('key')}
        />
        <Select
          label={t('more.monitorKind')}
          data={kinds.map((value) => ({ value, label: t(`more.monitorKinds.${value}`) }))}
          {...form.getInputProps('kind')}
        />
        <NumberInput label={t('more.monitorValue')} {...form.getInputProps('value')} />
        <NumberInput
          label={t('more.severity')}
          description={t('more.severityHint')}
          min={0}
          max={9}
          allowDecimal={false}
          {...form.getInputProps('severity')}
        />
        <Checkbox label={t('more.onlyInSession')} {...form.getInputProps('onlyInSession', { type: 'checkbox' })} />
        {refusal && (
          <Alert color="red" role="alert">
            {t('more.monitorRefused', { outcome: refusal.outcome })}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={set.isPending}>
            {t('more.monitorAdd')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
