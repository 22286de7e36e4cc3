import { Badge, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core'
import { IconCertificate } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'

export function CertificateCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const confirm = useConfirm()
  const renew = useCommand('certificates.renew')
  const revoke = useCommand('certificates.revoke')
  const { data, error, refetch } = useAnswer('certificates.list', { kind: 'station', stationId: station.id })
  const manages = may('ManageChargingStations')
  return (
    <Card component="section">
      <Title order={2} mb="sm">
        {t('security.own')}
      </Title>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} />}
      <Stack gap="sm">
        {data?.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('security.ownNone')}
          </Text>
        )}
        {data?.map(({ id, serial, state, notAfter }) => (
          <Group key={id} justify="space-between" gap="xs">
            <div>
              <Code>{serial}</Code>{' '}
              <Badge color={state === 'valid' ? 'teal' : 'gray'}>{t(`security.certificateStates.${state}`)}</Badge>
              <Text size="xs" c="dimmed">
                {t('security.ownUntil', { at: format.dateTime(notAfter) })}
              </Text>
            </div>
            {manages && state === 'valid' && (
              <Button
                size="xs"
                color="red"
                variant="light"
                loading={revoke.busy}
                onClick={() =>
                  confirm({
                    title: t('security.revokeTitle'),
                    text: t('security.revokeText', { serial }),
                    confirm: t('security.revoke'),
                    onConfirm: () =>
                      revoke.run({ id }, { title: t('security.revokeTitle'), done: t('security.revoked') }),
                  })
                }
              >
                {t('security.revoke')}
              </Button>
            )}
          </Group>
        ))}
        {station.certificateThumbprint && (
          <Text size="sm">
            {t('security.pinned')} <Code style={{ overflowWrap: 'anywhere' }}>{station.certificateThumbprint}</Code>
          </Text>
        )}
        {manages && (
          <Group>
            <Button
              variant="default"
              leftSection={<IconCertificate size={16} />}
              loading={renew.busy}
              disabled={!station.online}
              onClick={() =>
                renew.run({ stationId: station.id }, { title: t('security.renew'), done: t('security.renewDone') })
              }
            >
              {t('security.renew')}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  )
}
