import { Alert, Card, Radio, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SecurityProfile, StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useConfirm } from '../use-confirm.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'

const profiles = [0, 1, 2, 3] as const satisfies readonly SecurityProfile[]

export function ProfileCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const confirm = useConfirm()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const change = useOrder('stations.setSecurityProfile')
  const { id, name } = station
  const problem = change.error ? fieldErrors(change.error).profile : undefined
  const choose = (profile: SecurityProfile) =>
    confirm({
      title: t('security.profileChange'),
      text: t('security.profileChangeText', { name }),
      confirm: t('security.profileConfirm'),
      onConfirm: () =>
        change.mutate(
          { id, profile },
          {
            onSuccess: () => notify.done(t('security.profileSet', { name })),
            onError: (error) => {
              if (!error.details.fields) notify.failed(t('security.profileChange'), error)
            },
          },
        ),
    })
  return (
    <Card component="section">
      <Title order={2}>{t('security.profile')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('security.profileText')}
      </Text>
      <Radio.Group
        aria-label={t('security.profile')}
        value={String(station.securityProfile)}
        onChange={(value) => {
          const profile = profiles.find((known) => String(known) === value)
          if (profile !== undefined) choose(profile)
        }}
      >
        <Stack gap="xs">
          {profiles.map((profile) => (
            <Radio
              key={profile}
              value={String(profile)}
              label={t(`security.profiles.${profile}`)}
              disabled={!may('ManageChargingStations') || change.isPending}
            />
          ))}
        </Stack>
      </Radio.Group>
      {problem && (
        <Alert color="red" mt="sm" role="alert">
          {problem}
        </Alert>
      )}
    </Card>
  )
}
