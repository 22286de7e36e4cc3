import { Badge, Group, Text, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { QuarantinedFact } from '../../../site/quarantine/quarantine.ts'
import { useStation } from '../live/use-live.ts'
import { useFormat } from '../use-format.ts'
import classes from './Quarantine.module.css'

export function FactRow({ fact, onOpen }: { fact: QuarantinedFact; onOpen: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const station = useStation(fact.stationId)
  return (
    <li className={classes.item}>
      <UnstyledButton className={classes.row ?? ''} onClick={onOpen} data-fact={fact.id}>
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Text fw={600}>{station?.name ?? fact.stationId}</Text>
            <Badge color="gray">{fact.action}</Badge>
            {fact.resolution && (
              <Badge color={fact.resolution === 'booked' ? 'teal' : 'gray'}>
                {t(`quarantinePage.resolutions.${fact.resolution}`)}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {format.dateTime(fact.receivedAt)}
          </Text>
        </Group>
        <Text size="sm" c="dimmed" lineClamp={2}>
          {fact.resolvedNote ?? fact.reason}
        </Text>
      </UnstyledButton>
    </li>
  )
}
