import { Alert, Button, Card, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApiError, signIn } from '../api.ts'
import { PublicFrame } from '../PublicFrame.tsx'
import { useSession } from '../session/SessionProvider.tsx'
import { useErrorText } from '../use-error-text.ts'

export function SignInPage() {
  const { t } = useTranslation()
  const { session, reload } = useSession()
  const errorText = useErrorText()
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? t('signIn.emailMissing') : null),
      password: (value) => (value === '' ? t('signIn.passwordMissing') : null),
    },
  })
  const entering = useMutation<void, ApiError, { email: string; password: string }>({
    mutationFn: signIn,
    onSuccess: reload,
  })
  useEffect(() => {
    document.title = `${t('signIn.title')} · Chargeyard`
  }, [t])
  return (
    <PublicFrame width={400}>
      <Card p="xl">
        <form onSubmit={form.onSubmit((values) => entering.mutate(values))} noValidate>
          <Stack gap="md">
            <div>
              <Title order={1} fz={21}>
                {t('signIn.title')}
              </Title>
              <Text c="dimmed" size="sm">
                {session?.siteName}
              </Text>
            </div>
            {entering.error && (
              <Alert color="red" role="alert">
                {errorText(entering.error)}
              </Alert>
            )}
            <TextInput
              label={t('fields.email')}
              type="email"
              autoComplete="username"
              data-autofocus
              {...form.getInputProps('email')}
            />
            <PasswordInput
              label={t('fields.password')}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': t('fields.showPassword') }}
              {...form.getInputProps('password')}
            />
            <Button type="submit" loading={entering.isPending} fullWidth mt="xs">
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
      </Card>
    </PublicFrame>
  )
}
