import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'

/** The whole station (`0`) and its EVSEs, to choose from. */
export function usePlaces(station: StationView): { value: string; label: string }[] {
  const { t } = useTranslation()
  const evses = [...new Set(station.connectors.map(({ evseNo }) => evseNo))]
  return [
    { value: '0', label: t('charging.whole') },
    ...evses.map((no) => ({ value: String(no), label: t('charging.evse', { no }) })),
  ]
}
