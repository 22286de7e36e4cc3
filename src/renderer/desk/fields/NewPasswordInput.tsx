import { PasswordInput, type PasswordInputProps, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { passwordMin, passwordStrength } from '../../ui/password-strength.ts'

/** A new password of a person, with its strength: by length. */
export function NewPasswordInput(props: PasswordInputProps) {
  const { t } = useTranslation()
  const password = String(props.value ?? '')
  const strength = passwordStrength(password)
  const level = password.length < passwordMin ? 'short' : strength < 75 ? 'fair' : 'good'
  const color = { short: 'red', fair: 'yellow', good: 'teal' }[level]
  return (
    <Stack gap={6}>
      <PasswordInput
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('fields.showPassword') }}
        {...props}
      />
      <Progress value={strength} color={color} size={5} aria-label={t('fields.strength')} />
      <Text size="xs" c="dimmed" role="status">
        {password === '' ? t('fields.passwordHint', { count: passwordMin }) : t(`fields.strengths.${level}`)}
      </Text>
    </Stack>
  )
}
