import { ActionIcon, Alert, CopyButton, Group, Radio, Stack, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconLockOpen, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { randomPassword } from '../../ui/random-password.ts'
import type { AccessChoice } from './access.ts'

interface AccessFieldsProps {
  choice: AccessChoice
  password: string
  error?: ReactNode
  onChange(change: { choice?: AccessChoice; password?: string }): void
}

/** With a password, or openly: a choice that says what it means. */
export function AccessFields({ choice, password, error, onChange }: AccessFieldsProps) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('access.title')}
        value={choice}
        onChange={(value) => onChange({ choice: value as AccessChoice })}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="password" label={t('access.password')} description={t('access.passwordHint')} />
          <Radio value="open" label={t('access.open')} description={t('access.openHint')} />
        </Stack>
      </Radio.Group>
      {choice === 'password' ? (
        <Group align="flex-end" gap={6} wrap="nowrap">
          <TextInput
            flex={1}
            label={t('access.stationPassword')}
            value={password}
            onChange={(event) => onChange({ password: event.currentTarget.value })}
            error={error}
            autoComplete="off"
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
          <Tooltip label={t('access.another')}>
            <ActionIcon
              variant="default"
              size={36}
              aria-label={t('access.another')}
              onClick={() => onChange({ password: randomPassword() })}
            >
              <IconRefresh size={17} />
            </ActionIcon>
          </Tooltip>
          <CopyButton value={password}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
                <ActionIcon variant="default" size={36} aria-label={t('common.copy')} onClick={copy}>
                  {copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
      ) : (
        <Alert color="orange" icon={<IconLockOpen />}>
          {t('access.openWarning')}
        </Alert>
      )}
    </Stack>
  )
}
