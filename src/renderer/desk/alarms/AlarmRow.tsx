import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertOctagon, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlarmView } from '../../../site/alarms/alarm.ts'
import { useStation } from '../live/use-live.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useCommand } from '../use-command.ts'
import { useFormat } from '../use-format.ts'
import classes from './Alarms.module.css'

export function AlarmRow({ alarm }: { alarm: AlarmView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const acknowledge = useCommand('alarms.acknowledge')
  const station = useStation(alarm.stationId ?? '')
  const isOpen = alarm.acknowledgedAt === null
  return (
    <li className={classes.item} data-alarm={alarm.kind}>
      <Group justify="space-between" gap="sm">
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <IconAlertOctagon size={18} color={`var(--mantine-color-${isOpen ? 'red' : 'gray'}-6)`} aria-hidden />
            <Text fw={600}>{alarm.kind}</Text>
            {alarm.count > 1 && <Badge color="red">{t('alarms.times', { count: alarm.count })}</Badge>}
          </Group>
          <Text size="sm">
            {alarm.stationId === null ? (
              t('alarms.site')
            ) : (
              <Anchor component={Link} to={`/stations/${encodeURIComponent(alarm.stationId)}/security`} size="sm">
                {station?.name ?? alarm.stationId}
              </Anchor>
            )}
            {alarm.text && ` · ${alarm.text}`}
          </Text>
          <Text size="xs" c="dimmed">
            {format.dateTime(alarm.firstAt)}
            {alarm.lastAt !== alarm.firstAt && ` · ${t('alarms.last', { at: format.dateTime(alarm.lastAt) })}`}
            {!isOpen &&
              ` · ${t('alarms.closedBy', { name: alarm.acknowledgedBy ?? '', at: format.dateTime(alarm.acknowledgedAt) })}`}
          </Text>
        </Stack>
        {isOpen && may('OperateStations') && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCheck size={14} />}
            loading={acknowledge.busy}
            onClick={() =>
              acknowledge.run({ id: alarm.id }, { title: t('alarms.acknowledge'), done: t('alarms.acknowledged') })
            }
          >
            {t('alarms.acknowledge')}
          </Button>
        )}
      </Group>
    </li>
  )
}
