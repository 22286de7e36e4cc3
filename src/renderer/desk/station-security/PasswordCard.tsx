import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { PasswordRotationState } from '../../../site/stations/password-rotation.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { useCommand } from '../use-command.ts'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

const colors: Record<PasswordRotationState, string> = {
  asking: 'blue',
  waiting: 'blue',
  confirmed: 'teal',
  refused: 'red',
  expired: 'red',
}

export function PasswordCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const rotate = useCommand('stations.rotatePassword')
  const { data, error, refetch } = useAnswer('stations.passwordRotations', { id: station.id })
  const isUnderWay = data?.some(({ state }) => state === 'asking' || state === 'waiting') ?? false
  return (
    <Card component="section">
      <Title order={2}>{t('security.password')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('security.passwordText')}
      </Text>
      {may('ManageChargingStations') && (
        <Group mb="sm">
          <Button
            variant="default"
            leftSection={<IconKey size={16} />}
            loading={rotate.busy}
            disabled={!station.online || isUnderWay}
            onClick={() =>
              rotate.run({ id: station.id }, { title: t('security.rotate'), done: t('security.rotateStarted') })
            }
          >
            {t('security.rotate')}
          </Button>
        </Group>
      )}
      {error && <Failed error={error} retry={refetch} />}
      <Stack gap={6}>
        {data?.map(({ id, state, reason, startedAt }) => (
          <div key={id} data-rotation={state}>
            <Group gap="xs">
              <Text size="sm">{format.dateTime(startedAt)}</Text>
              <Badge color={colors[state]}>{t(`security.rotations.${state}`)}</Badge>
            </Group>
            {reason && (
              <Text size="xs" c="dimmed">
                {reason}
              </Text>
            )}
          </div>
        ))}
      </Stack>
    </Card>
  )
}
