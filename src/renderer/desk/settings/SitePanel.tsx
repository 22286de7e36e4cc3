import { Button, Card, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { CurrencySelect } from '../fields/CurrencySelect.tsx'
import { PriceInput } from '../fields/PriceInput.tsx'
import { ZoneSelect } from '../fields/ZoneSelect.tsx'
import { useMay, useSignedIn } from '../session/SessionProvider.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'

export function SitePanel() {
  const { t } = useTranslation()
  const { site } = useSignedIn()
  const may = useMay()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const update = useOrder('site.update')
  const { name, timeZone, currency, pricePerKWhMicros } = site
  const form = useForm<{ name: string; timeZone: string; currency: string; pricePerKWhMicros: number | null }>({
    initialValues: { name, timeZone, currency, pricePerKWhMicros },
    validate: {
      name: (value) => (value.trim() === '' ? t('fields.missing') : null),
      pricePerKWhMicros: (value) => (value === null ? t('fields.missing') : null),
    },
  })
  const locked = !may('ManageSettings')
  const submit = form.onSubmit(({ pricePerKWhMicros: price, ...rest }) =>
    update.mutate(
      { ...rest, pricePerKWhMicros: price ?? 0 },
      {
        onSuccess: () => {
          form.resetDirty()
          notify.done(t('settings.site.saved'))
        },
        onError: (error) => {
          form.setErrors(fieldErrors(error))
          notify.failed(t('settings.tabs.site'), error)
        },
      },
    ),
  )
  return (
    <Card maw={720}>
      <form noValidate onSubmit={submit}>
        <fieldset disabled={locked} style={{ border: 0, padding: 0, margin: 0 }}>
          <Stack gap="md">
            <TextInput label={t('setup.site.name')} {...form.getInputProps('name')} />
            <ZoneSelect
              label={t('fields.timeZone')}
              description={t('settings.site.timeZoneHint')}
              {...form.getInputProps('timeZone')}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <CurrencySelect label={t('fields.currency')} {...form.getInputProps('currency')} />
              <PriceInput
                label={t('fields.price')}
                currency={form.values.currency}
                {...form.getInputProps('pricePerKWhMicros')}
              />
            </SimpleGrid>
            {!locked && (
              <Group justify="flex-end">
                <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
                  {t('common.save')}
                </Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
    </Card>
  )
}
