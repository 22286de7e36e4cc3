import { Alert, Badge, Button, Card, Group, Stack } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconClockPause, IconUnlink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { HqStatus } from '../../../site/hq/hq.ts'
import { noValue } from '../../ui/format.ts'
import { useNow } from '../live/use-now.ts'
import { useMay } from '../session/SessionProvider.tsx'
import classes from '../stations/Stations.module.css'
import { Value } from '../stations/Value.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useFormat } from '../use-format.ts'

export function HqState({ status }: { status: HqStatus }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(5000)
  const may = useMay()
  const confirm = useConfirm()
  const disconnect = useCommand('hq.disconnect')
  return (
    <Card component="section">
      <Stack gap="md">
        <Group justify="space-between">
          <Badge
            size="lg"
            color={status.connected ? 'teal' : 'orange'}
            leftSection={
              status.connected ? <IconCircleCheck size={15} aria-hidden /> : <IconClockPause size={15} aria-hidden />
            }
            data-hq={status.connected ? 'connected' : 'waiting'}
          >
            {t(status.connected ? 'hq.connected' : 'hq.notConnected')}
          </Badge>
          {may('ManageSettings') && (
            <Button
              variant="default"
              leftSection={<IconUnlink size={16} />}
              loading={disconnect.busy}
              onClick={() =>
                confirm({
                  title: t('hq.disconnect'),
                  text: t('hq.disconnectText'),
                  confirm: t('hq.disconnect'),
                  onConfirm: () => disconnect.run({}, { title: t('hq.disconnect'), done: t('hq.disconnected') }),
                })
              }
            >
              {t('hq.disconnect')}
            </Button>
          )}
        </Group>
        {status.lastError && !status.connected && (
          <Alert color="orange" icon={<IconAlertTriangle />} title={t('hq.lastError')}>
            {status.lastError}
          </Alert>
        )}
        {status.dead > 0 && (
          <Alert color="red" icon={<IconAlertTriangle />}>
            {t('hq.dead', { count: status.dead })}
          </Alert>
        )}
        <dl className={classes.facts}>
          <Value label={t('hq.address')} value={status.address ?? noValue} />
          <Value label={t('hq.since')} value={format.dateTime(status.connectedSince)} />
          <Value
            label={t('hq.waiting')}
            value={
              status.waiting === 0 || status.oldestWaitingAt === null
                ? t('hq.nothingWaits')
                : t('hq.waitingSince', { count: status.waiting, ago: format.ago(status.oldestWaitingAt, now) })
            }
            name="waiting"
          />
          <Value label={t('hq.lastAck')} value={format.dateTime(status.lastAckAt)} />
        </dl>
      </Stack>
    </Card>
  )
}
