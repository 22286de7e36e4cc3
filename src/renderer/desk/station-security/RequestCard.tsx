import { Badge, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { useCommand } from '../use-command.ts'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

/** Requests of the station for a certificate: there only when there are any. */
export function RequestCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const approve = useCommand('certificates.approve')
  const decline = useCommand('certificates.decline')
  const { data, error, refetch } = useAnswer('certificates.requests', { stationId: station.id, limit: 10 })
  if (error) return <Failed error={error} retry={refetch} />
  if (!data || data.length === 0) return null
  return (
    <Card component="section">
      <Title order={2}>{t('security.requests')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('security.requestText')}
      </Text>
      <Stack gap="sm">
        {data.map(({ id, state, keyFingerprint, keyType, requestedAt, reason }) => (
          <Group key={id} justify="space-between" gap="xs" data-request={state}>
            <div style={{ minWidth: 0 }}>
              <Group gap="xs">
                <Text size="sm">{format.dateTime(requestedAt)}</Text>
                <Badge color={state === 'pending' ? 'orange' : 'gray'}>{t(`security.requestStates.${state}`)}</Badge>
                <Text size="xs" c="dimmed">
                  {[keyType, reason].filter(Boolean).join(' · ')}
                </Text>
              </Group>
              <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{keyFingerprint}</Code>
            </div>
            {state === 'pending' && may('ManageChargingStations') && (
              <Group gap="xs">
                <Button
                  size="xs"
                  loading={approve.busy}
                  onClick={() => approve.run({ id }, { title: t('security.approve'), done: t('security.approved') })}
                >
                  {t('security.approve')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  loading={decline.busy}
                  onClick={() => decline.run({ id }, { title: t('security.decline'), done: t('security.declined') })}
                >
                  {t('security.decline')}
                </Button>
              </Group>
            )}
          </Group>
        ))}
      </Stack>
    </Card>
  )
}
