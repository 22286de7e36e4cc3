import { Badge, Tooltip } from '@mantine/core'
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useConnectionState } from '../live/use-live.ts'

/** Is what this window shows of this very moment? */
export function ConnectionDot() {
  const { t } = useTranslation()
  const state = useConnectionState()
  const isLive = state === 'live'
  return (
    <Tooltip label={t(`connection.${state}Text`)}>
      <Badge
        color={isLive ? 'teal' : 'orange'}
        size="lg"
        leftSection={isLive ? <IconPlugConnected size={14} /> : <IconPlugConnectedX size={14} />}
        data-connection={state}
      >
        {t(`connection.${state}`)}
      </Badge>
    </Tooltip>
  )
}
