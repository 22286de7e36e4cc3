import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArrowRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { CurrencySelect } from '../fields/CurrencySelect.tsx'
import { PriceInput } from '../fields/PriceInput.tsx'
import { ZoneSelect } from '../fields/ZoneSelect.tsx'

export interface SiteValues {
  siteName: string
  accountName: string
  timeZone: string
  currency: string
  pricePerKWhMicros: number
}

interface SiteStepProps {
  values: SiteValues
  errors: Record<string, string>
  onNext(values: SiteValues): void
}

export function SiteStep({ values, errors, onNext }: SiteStepProps) {
  const { t } = useTranslation()
  const missing = (value: string) => (value.trim() === '' ? t('fields.missing') : null)
  const form = useForm<Omit<SiteValues, 'pricePerKWhMicros'> & { pricePerKWhMicros: number | null }>({
    initialValues: values,
    initialErrors: errors,
    validate: {
      siteName: missing,
      accountName: missing,
      pricePerKWhMicros: (value) => (value === null ? t('fields.missing') : null),
    },
  })
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ pricePerKWhMicros, ...rest }) =>
        onNext({ ...rest, pricePerKWhMicros: pricePerKWhMicros ?? 0 }),
      )}
    >
      <Stack gap="md">
        <TextInput
          label={t('setup.site.name')}
          description={t('setup.site.nameHint')}
          data-autofocus
          {...form.getInputProps('siteName')}
        />
        <TextInput
          label={t('setup.site.account')}
          description={t('setup.site.accountHint')}
          {...form.getInputProps('accountName')}
        />
        <ZoneSelect
          label={t('fields.timeZone')}
          description={t('setup.site.timeZoneHint')}
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
        <Group justify="flex-end">
          <Button type="submit" rightSection={<IconArrowRight size={16} />}>
            {t('setup.next')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
