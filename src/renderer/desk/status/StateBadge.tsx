import { Badge } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBan,
  IconBolt,
  IconCar,
  IconCircleCheck,
  IconClockPause,
  IconFlagCheck,
  IconHelpCircle,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRosetteDiscount,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConnectorState } from './connector-state.ts'

/** Told three times over — colour, sign and word — so that no one of them has to be seen. */
const looks: Record<ConnectorState, { color: string; icon: typeof IconBolt }> = {
  charging: { color: 'blue', icon: IconBolt },
  preparing: { color: 'indigo', icon: IconCar },
  pausedByCar: { color: 'violet', icon: IconClockPause },
  pausedByStation: { color: 'violet', icon: IconClockPause },
  finishing: { color: 'indigo', icon: IconFlagCheck },
  occupied: { color: 'indigo', icon: IconPlugConnected },
  available: { color: 'teal', icon: IconCircleCheck },
  reserved: { color: 'yellow', icon: IconRosetteDiscount },
  unavailable: { color: 'gray', icon: IconBan },
  faulted: { color: 'red', icon: IconAlertTriangle },
  offline: { color: 'gray', icon: IconPlugConnectedX },
  unknown: { color: 'gray', icon: IconHelpCircle },
}

export function StateBadge({ state, size = 'md' }: { state: ConnectorState; size?: 'sm' | 'md' | 'lg' }) {
  const { t } = useTranslation()
  const { color, icon: Icon } = looks[state]
  return (
    <Badge
      color={color}
      size={size}
      variant={state === 'offline' ? 'outline' : 'light'}
      leftSection={<Icon size={size === 'sm' ? 12 : 14} aria-hidden />}
      data-state={state}
    >
      {t(`states.${state}`)}
    </Badge>
  )
}
