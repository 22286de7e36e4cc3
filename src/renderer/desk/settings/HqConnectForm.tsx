import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'

/** The connection string holds a secret: it is typed hidden, and never shown again. */
export function HqConnectForm() {
  const { t } = useTranslation()
  const notify = useNotify()
  const queries = useQueryClient()
  const fieldErrors = useFieldErrors()
  const configure = useOrder('hq.configure')
  const form = useForm({ initialValues: { connection: '' } })
  const submit = form.onSubmit((values) =>
    configure.mutate(values, {
      onSuccess: (status) => {
        queries.setQueryData(['hq.status', {}], status)
        notify.done(t('hq.configured'))
      },
      onError: (error) => {
        const errors = fieldErrors(error)
        form.setErrors(errors)
        if (Object.keys(errors).length === 0) notify.failed(t('hq.connect'), error)
      },
    }),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <PasswordInput
          label={t('hq.connection')}
          description={t('hq.connectionHint')}
          placeholder={t('hq.connectionPlaceholder')}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('hq.showConnection') }}
          {...form.getInputProps('connection')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={configure.isPending}>
            {t('hq.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
