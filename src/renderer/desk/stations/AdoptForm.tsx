import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { KnockingStation } from '../../../site/stations/station.ts'
import { randomPassword } from '../../ui/random-password.ts'
import { useSignedIn } from '../session/SessionProvider.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'
import { AccessFields } from './AccessFields.tsx'
import type { AccessChoice } from './access.ts'

export function AdoptForm({ knocking, onDone }: { knocking: KnockingStation | null; onDone: () => void }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const { info } = useSignedIn()
  const adopt = useOrder('stations.adopt')
  const form = useForm({
    initialValues: {
      id: knocking?.id ?? '',
      name: '',
      choice: 'password' as AccessChoice,
      password: randomPassword(),
    },
    validate: { id: (value) => (value.trim() === '' ? t('fields.missing') : null) },
  })
  const { choice, password } = form.values
  const submit = form.onSubmit((values) =>
    adopt.mutate(
      {
        id: values.id,
        ...(values.name.trim() === '' ? {} : { name: values.name }),
        ...(values.choice === 'password' ? { password: values.password } : {}),
      },
      {
        onSuccess: (station) => {
          notify.done(t('adopt.done', { name: station.name }))
          onDone()
        },
        onError: (error) => {
          const errors = fieldErrors(error)
          form.setErrors(errors)
          if (Object.keys(errors).length === 0) notify.failed(t('adopt.failed'), error)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {!knocking && (
          <TextInput
            label={t('adopt.id')}
            description={t('adopt.idHint')}
            data-autofocus
            spellCheck={false}
            {...form.getInputProps('id')}
          />
        )}
        <TextInput
          label={t('adopt.name')}
          description={t('adopt.nameHint')}
          placeholder={form.values.id}
          {...(knocking ? { 'data-autofocus': true } : {})}
          {...form.getInputProps('name')}
        />
        <AccessFields
          choice={choice}
          password={password}
          error={form.errors.password}
          onChange={(change) => form.setValues(change)}
        />
        <Text size="sm" c="dimmed">
          {t(choice === 'password' ? 'adopt.enterPassword' : 'adopt.enterAddress', { url: info.ocppUrls[0] ?? '' })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={adopt.isPending}>
            {t('adopt.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
