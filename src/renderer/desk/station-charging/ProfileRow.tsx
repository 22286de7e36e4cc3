import { Badge, Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChargingProfileView } from '../../../site/charging-profiles/profile.ts'
import { useFormat } from '../use-format.ts'
import { clockOf } from './daily-schedule.ts'
import { useLimitText } from './use-limit-text.ts'

const colors = { sent: 'orange', installed: 'teal', refused: 'red' }

export function ProfileRow(props: { profile: ChargingProfileView; onClear: (() => void) | undefined }) {
  const { profile, onClear } = props
  const { t } = useTranslation()
  const format = useFormat()
  const limitText = useLimitText()
  const { evseNo, purpose, state, problem, schedule, recurrency, stackLevel, validTo } = profile
  const periods = schedule.periods.map(({ startS, limit }) => {
    const text = limitText(limit, schedule.unit)
    if (schedule.periods.length === 1) return text
    const clock = recurrency === 'daily' ? clockOf(startS) : format.duration(startS * 1000)
    return `${t('charging.from', { clock })} ${text}`
  })
  const details = [
    evseNo === 0 ? t('charging.whole') : t('charging.evse', { no: evseNo }),
    validTo === null ? null : t('charging.until', { at: format.dateTime(validTo) }),
    stackLevel === 0 ? null : `${t('charging.stackLevel')} ${stackLevel}`,
    problem,
  ]
  return (
    <Group justify="space-between" gap="xs" data-profile={purpose}>
      <div>
        <Group gap="xs">
          <Text fw={600}>{t(`charging.purposes.${purpose}`)}</Text>
          <Text>{periods.join(', ')}</Text>
          <Badge color={colors[state]}>{t(`charging.states.${state}`)}</Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {details.filter(Boolean).join(' · ')}
        </Text>
      </div>
      {onClear && (
        <Button size="xs" variant="default" onClick={onClear}>
          {t('charging.clear')}
        </Button>
      )}
    </Group>
  )
}
