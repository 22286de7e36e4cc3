import { Card, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { noValue } from '../../ui/format.ts'
import { useSignedIn } from '../session/SessionProvider.tsx'
import { useFormat } from '../use-format.ts'
import classes from './Stations.module.css'
import { Value } from './Value.tsx'

export function StationFacts({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { site } = useSignedIn()
  const ownPrice = station.pricePerKWhMicros !== null
  const price = format.price(station.pricePerKWhMicros ?? site.pricePerKWhMicros)
  return (
    <Card component="section">
      <Title order={2} mb="sm">
        {t('station.facts')}
      </Title>
      <dl className={classes.facts}>
        <Value label={t('station.id')} value={station.id} />
        <Value label={t('station.vendor')} value={station.vendor ?? noValue} />
        <Value label={t('station.model')} value={station.model ?? noValue} />
        <Value label={t('station.serial')} value={station.serialNumber ?? noValue} />
        <Value label={t('station.firmware')} value={station.firmware ?? noValue} />
        <Value label={t('station.protocol')} value={station.protocol ?? noValue} />
        <Value label={t('station.booted')} value={format.dateTime(station.bootedAt)} />
        <Value label={t('station.access')} value={t(station.openAccess ? 'access.open' : 'access.password')} />
        <Value label={t('fields.price')} value={ownPrice ? price : t('station.sitePrice', { price })} />
        <Value label={t('station.adopted')} value={format.date(station.createdAt)} />
      </dl>
    </Card>
  )
}
