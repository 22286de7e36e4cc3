import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { IconZoomQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { QuarantinedFact } from '../../../site/quarantine/quarantine.ts'
import { useStation } from '../live/use-live.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { prettyFrame } from '../stations/message-filter.ts'
import classes from '../stations/Stations.module.css'
import { useFormat } from '../use-format.ts'
import { FactForm } from './FactForm.tsx'

export function FactDetail({ fact, onDone }: { fact: QuarantinedFact; onDone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const station = useStation(fact.stationId)
  const isOpen = fact.resolution === null
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('quarantinePage.received', { at: format.dateTime(fact.receivedAt) })}
        {fact.protocol && ` · ${fact.protocol}`}
        {station && ' · '}
        {station && (
          <Anchor component={Link} to={`/stations/${encodeURIComponent(station.id)}`} size="sm">
            {station.name}
          </Anchor>
        )}
      </Text>
      <Alert color="orange" icon={<IconZoomQuestion />} title={t('quarantinePage.reason')}>
        {fact.reason}
      </Alert>
      {fact.resolution && (
        <Alert color={fact.resolution === 'booked' ? 'teal' : 'gray'}>
          {t('quarantinePage.resolvedAt', {
            resolution: t(`quarantinePage.resolutions.${fact.resolution}`),
            at: format.dateTime(fact.resolvedAt),
          })}
          {fact.resolvedNote && `: ${fact.resolvedNote}`}
        </Alert>
      )}
      {isOpen && may('ManageChargingStations') && <FactForm fact={fact} onDone={onDone} />}
      {(!isOpen || fact.repaired !== null || !may('ManageChargingStations')) && (
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('quarantinePage.asSent')}
          </Text>
          <pre className={classes.frame}>{prettyFrame(fact.payload)}</pre>
        </div>
      )}
      {!isOpen && fact.repaired !== null && (
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('quarantinePage.repaired')}
          </Text>
          <pre className={classes.frame}>{prettyFrame(fact.repaired)}</pre>
        </div>
      )}
    </Stack>
  )
}
