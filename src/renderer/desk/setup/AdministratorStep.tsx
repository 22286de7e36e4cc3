import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArrowLeft } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { passwordMin } from '../../ui/password-strength.ts'
import { NewPasswordInput } from '../fields/NewPasswordInput.tsx'

export interface AdministratorValues {
  fullName: string
  email: string
  password: string
}

interface AdministratorStepProps {
  errors: Record<string, string>
  busy: boolean
  onBack(): void
  onNext(values: AdministratorValues): void
}

export function AdministratorStep({ errors, busy, onBack, onNext }: AdministratorStepProps) {
  const { t } = useTranslation()
  const form = useForm<AdministratorValues>({
    initialValues: { fullName: '', email: '', password: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('fields.emailWrong')),
      password: (value) => (value.length < passwordMin ? t('fields.passwordHint', { count: passwordMin }) : null),
    },
  })
  const { setErrors } = form
  const told = JSON.stringify(errors)
  useEffect(() => setErrors(JSON.parse(told)), [told, setErrors])
  return (
    <form noValidate onSubmit={form.onSubmit(onNext)}>
      <Stack gap="md">
        <TextInput
          label={t('fields.fullName')}
          description={t('fields.optional')}
          autoComplete="name"
          {...form.getInputProps('fullName')}
        />
        <TextInput label={t('fields.email')} type="email" autoComplete="username" {...form.getInputProps('email')} />
        <NewPasswordInput label={t('fields.password')} {...form.getInputProps('password')} />
        <Group justify="space-between">
          <Button variant="default" leftSection={<IconArrowLeft size={16} />} onClick={onBack}>
            {t('setup.back')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('setup.complete')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
