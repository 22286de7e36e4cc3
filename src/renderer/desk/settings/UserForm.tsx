import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { NewPasswordInput } from '../fields/NewPasswordInput.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'

const presets = ['administrator', 'manager', 'operator', 'driver', 'accountant'] as const
type Preset = (typeof presets)[number]

export function UserForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const create = useOrder('users.create')
  const form = useForm({
    initialValues: { fullName: '', email: '', password: '', preset: 'driver' as Preset },
    validate: { email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('fields.emailWrong')) },
  })
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: (user) => {
        notify.done(t('users.added', { name: user.fullName || user.email }))
        onDone()
      },
      onError: (error) => {
        const errors = fieldErrors(error)
        form.setErrors(errors)
        if (Object.keys(errors).length === 0) notify.failed(t('users.add'), error)
      },
    }),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t('fields.fullName')} data-autofocus {...form.getInputProps('fullName')} />
        <TextInput label={t('fields.email')} type="email" autoComplete="off" {...form.getInputProps('email')} />
        <NewPasswordInput label={t('fields.password')} {...form.getInputProps('password')} />
        <Select
          label={t('users.preset')}
          description={t(`users.presetTexts.${form.values.preset}`)}
          data={presets.map((preset) => ({ value: preset, label: t(`users.presets.${preset}`) }))}
          {...form.getInputProps('preset')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('users.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
