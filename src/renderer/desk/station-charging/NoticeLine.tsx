import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChargingNotice } from '../../../site/charging-profiles/profile.ts'
import { useFormat } from '../use-format.ts'

/** What the station told of charging by itself. */
export function NoticeLine({ notice }: { notice: ChargingNotice }) {
  const { t } = useTranslation()
  const format = useFormat()
  const said = () => {
    switch (notice.kind) {
      case 'limit':
        return t('charging.notices.limit', { source: notice.source })
      case 'needs':
        return t('charging.notices.needs', {
          energy: format.energy(notice.needs.energyWh),
          at: format.dateTime(notice.needs.departureAt),
        })
      case 'ev-schedule':
        return t('charging.notices.ev-schedule')
      case 'profiles':
        return t('charging.notices.profiles', { count: notice.profiles.length })
    }
  }
  return (
    <Text size="sm" title={t('charging.told')} data-notice={notice.kind}>
      <Text span c="dimmed">
        {format.dateTime(notice.receivedAt)}
      </Text>{' '}
      {notice.evseNo > 0 && `${t('charging.evse', { no: notice.evseNo })}: `}
      {said()}
    </Text>
  )
}
