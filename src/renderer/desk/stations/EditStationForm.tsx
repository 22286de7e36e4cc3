import { Button, Group, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { randomPassword } from '../../ui/random-password.ts'
import { PriceInput } from '../fields/PriceInput.tsx'
import { useSignedIn } from '../session/SessionProvider.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useFormat } from '../use-format.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'
import { AccessFields } from './AccessFields.tsx'
import type { AccessChoice } from './access.ts'

export function EditStationForm({ station, onDone }: { station: StationView; onDone: () => void }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const format = useFormat()
  const fieldErrors = useFieldErrors()
  const { site } = useSignedIn()
  const update = useOrder('stations.update')
  const form = useForm({
    initialValues: {
      name: station.name,
      pricePerKWhMicros: station.pricePerKWhMicros,
      newAccess: false,
      choice: 'password' as AccessChoice,
      password: randomPassword(),
    },
  })
  const submit = form.onSubmit(({ name, pricePerKWhMicros, newAccess, choice, password }) =>
    update.mutate(
      {
        id: station.id,
        name,
        pricePerKWhMicros,
        ...(newAccess ? { password: choice === 'password' ? password : null } : {}),
      },
      {
        onSuccess: (saved) => {
          notify.done(t('edit.done', { name: saved.name }))
          onDone()
        },
        onError: (error) => {
          const errors = fieldErrors(error)
          form.setErrors(errors)
          if (Object.keys(errors).length === 0) notify.failed(t('edit.title'), error)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t('adopt.name')} data-autofocus {...form.getInputProps('name')} />
        <PriceInput
          label={t('fields.price')}
          description={t('edit.priceHint', { price: format.price(site.pricePerKWhMicros) })}
          currency={site.currency}
          {...form.getInputProps('pricePerKWhMicros')}
        />
        <Switch
          label={t('edit.newAccess')}
          description={t('edit.newAccessHint')}
          {...form.getInputProps('newAccess', { type: 'checkbox' })}
        />
        {form.values.newAccess && (
          <AccessFields
            choice={form.values.choice}
            password={form.values.password}
            error={form.errors.password}
            onChange={(change) => form.setValues(change)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={update.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
