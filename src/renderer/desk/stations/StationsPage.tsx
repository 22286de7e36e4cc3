import { Button, Card, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChargingPile, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKnocking, useLiveReady, useStations } from '../live/use-live.ts'
import { PageHeader } from '../PageHeader.tsx'
import { useMay } from '../session/SessionProvider.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { AdoptDialog } from './AdoptDialog.tsx'
import { KnockingCard } from './KnockingCard.tsx'
import { StationRow } from './StationRow.tsx'
import classes from './Stations.module.css'
import { matchesStation, type StationFilter, stationFilters } from './station-filter.ts'

export function StationsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const ready = useLiveReady()
  const stations = useStations()
  const knocking = useKnocking()
  const [adding, { open, close }] = useDisclosure(false)
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<StationFilter>('all')
  const shown = stations.filter((station) => matchesStation(station, search, filter))
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.stations')} text={ready ? t('stations.count', { count: stations.length }) : ''}>
        {may('ManageChargingStations') && (
          <Button leftSection={<IconPlus size={16} />} onClick={open}>
            {t('stations.add')}
          </Button>
        )}
      </PageHeader>
      <AdoptDialog opened={adding} onClose={close} />
      {may('ManageChargingStations') && knocking.length > 0 && <KnockingCard knocking={knocking} />}
      <div className={classes.filters}>
        <TextInput
          aria-label={t('stations.search')}
          placeholder={t('stations.search')}
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('stations.filter')}
          value={filter}
          onChange={(value) => setFilter(value as StationFilter)}
          data={stationFilters.map((value) => ({ value, label: t(`stations.filters.${value}`) }))}
        />
      </div>
      {!ready && <Waiting rows={4} />}
      {ready && stations.length === 0 && (
        <Card>
          <Nothing icon={<IconChargingPile />} title={t('stations.none.title')} text={t('stations.none.text')} />
        </Card>
      )}
      {stations.length > 0 && shown.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {t('stations.noMatch')}
        </Text>
      )}
      {shown.length > 0 && (
        <Card padding={0} component="ul" className={classes.list} aria-label={t('nav.stations')}>
          {shown.map((station) => (
            <StationRow key={station.id} station={station} />
          ))}
        </Card>
      )}
    </Stack>
  )
}
