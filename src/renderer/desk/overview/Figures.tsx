import { SimpleGrid } from '@mantine/core'
import { IconBolt, IconCoins, IconPlugConnected, IconReceipt, IconSum } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSitePower, useStations } from '../live/use-live.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { connectorState } from '../status/connector-state.ts'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { Figure } from './Figure.tsx'

/** The site in five numbers. */
export function Figures() {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const { data, error, refetch } = useAnswer('overview.get', {})
  const livePowerW = useSitePower()
  const stations = useStations()
  if (error) return <Failed error={error} retry={refetch} />
  const isLive = may('ReadChargingStations')
  const states = stations.flatMap((station) =>
    station.connectors.map((connector) => connectorState(station, connector)),
  )
  const charging = isLive ? states.filter((state) => state === 'charging').length : data?.charging
  const connectors = isLive ? states.length : data?.connectors
  const online = isLive ? stations.filter((station) => station.online).length : data?.online
  const count = isLive ? stations.length : data?.stations
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="md">
      <Figure
        icon={IconBolt}
        label={t('overview.powerNow')}
        value={isLive ? format.power(livePowerW) : format.power(data?.powerW)}
        note={t('overview.onlineOf', { online: format.number(online ?? 0), count: count ?? 0 })}
        name="power"
        wide
      />
      <Figure
        icon={IconPlugConnected}
        label={t('overview.charging')}
        value={charging === undefined ? undefined : format.number(charging)}
        note={t('overview.ofConnectors', { count: connectors ?? 0 })}
        name="charging"
      />
      <Figure
        icon={IconSum}
        label={t('overview.energyToday')}
        value={data && format.energy(data.today.energyWh)}
        name="energy"
      />
      <Figure
        icon={IconReceipt}
        label={t('overview.sessionsToday')}
        value={data && format.number(data.today.sessions)}
        name="sessions"
      />
      <Figure
        icon={IconCoins}
        label={t('overview.costToday')}
        value={data && format.money(data.today.costMinor, data.currency)}
        name="cost"
      />
    </SimpleGrid>
  )
}
