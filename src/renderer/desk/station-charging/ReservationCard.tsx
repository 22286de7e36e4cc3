import { Badge, Button, Card, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCalendarPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { ReservationForm } from './ReservationForm.tsx'

export function ReservationCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const confirm = useConfirm()
  const [reserving, { open, close }] = useDisclosure(false)
  const cancel = useCommand('reservations.cancel')
  const { data, error, refetch } = useAnswer('reservations.list', { stationId: station.id })
  const operates = may('OperateStations')
  const placeOf = (connectorId: number | null) => {
    const connector = station.connectors.find(({ id }) => id === connectorId)
    return connector ? t('charging.evse', { no: connector.evseNo }) : t('charging.anyConnector')
  }
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t('charging.reservations')}</Title>
        {operates && (
          <Button
            variant="default"
            leftSection={<IconCalendarPlus size={16} />}
            disabled={!station.online}
            onClick={open}
          >
            {t('charging.reserve')}
          </Button>
        )}
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('charging.reservationsNone')}
        </Text>
      )}
      <Stack gap="sm">
        {data?.map(({ id, connectorId, idTag, tagName, state, expiresAt }) => (
          <Group key={id} justify="space-between" gap="xs" data-reservation={state}>
            <div>
              <Group gap="xs">
                <Text fw={600}>{tagName || idTag}</Text>
                <Badge color={state === 'active' ? 'teal' : 'gray'}>{t(`charging.reservationStates.${state}`)}</Badge>
              </Group>
              <Text size="xs" c="dimmed">
                {placeOf(connectorId)} · {t('charging.until', { at: format.dateTime(expiresAt) })}
              </Text>
            </div>
            {operates && (
              <Button
                size="xs"
                variant="default"
                loading={cancel.busy}
                onClick={() =>
                  confirm({
                    title: t('charging.cancelOf', { tag: tagName || idTag }),
                    text: t('charging.cancelText'),
                    confirm: t('charging.cancel'),
                    onConfirm: () => cancel.run({ id }, { title: t('charging.cancel'), done: t('charging.cancelled') }),
                  })
                }
              >
                {t('charging.cancel')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      <Modal
        opened={reserving}
        onClose={close}
        title={t('charging.reserveTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <ReservationForm station={station} onDone={close} />
      </Modal>
    </Card>
  )
}
