import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../use-use-case.ts'

/** How much waits on a page for a person. */
export function PageBadge({ page }: { page: string }) {
  if (page === 'quarantine') return <QuarantineBadge />
  return page === 'alarms' ? <AlarmBadge /> : null
}

function QuarantineBadge() {
  const { t } = useTranslation()
  const count = useAnswer('quarantine.list', { limit: 100 }).data?.length ?? 0
  return <Waiting count={count} color="orange" label={t('quarantinePage.badge', { count })} />
}

function AlarmBadge() {
  const { t } = useTranslation()
  const count = useAnswer('alarms.list', {}).data?.length ?? 0
  return <Waiting count={count} color="red" label={t('alarms.badge', { count })} />
}

function Waiting({ count, color, label }: { count: number; color: string; label: string }) {
  if (count === 0) return null
  return (
    <Badge color={color} variant="filled" size="sm" aria-label={label}>
      {count >= 100 ? '99+' : count}
    </Badge>
  )
}
