import { Button, Card, Group, Text, Title } from '@mantine/core'
import { IconAccessPoint } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { KnockingStation } from '../../../site/stations/station.ts'
import { useStations } from '../live/use-live.ts'
import { useNow } from '../live/use-now.ts'
import { useFormat } from '../use-format.ts'
import { AdoptDialog } from './AdoptDialog.tsx'
import classes from './Stations.module.css'

/** Boxes that were refused at the door: why, and letting them in. */
export function KnockingCard({ knocking }: { knocking: KnockingStation[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(10_000)
  const known = new Set(useStations().map(({ id }) => id))
  const [chosen, setChosen] = useState<KnockingStation | null>(null)
  return (
    <Card component="section" aria-label={t('knocking.title')} style={{ borderColor: 'var(--mantine-color-orange-5)' }}>
      <Group gap="xs" mb="xs">
        <IconAccessPoint size={20} color="var(--mantine-color-orange-6)" aria-hidden />
        <Title order={2}>{t('knocking.title')}</Title>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {t('knocking.text')}
      </Text>
      {knocking.map((box) => (
        <div key={box.id} className={classes.knocking} data-knocking={box.id}>
          <div>
            <Text fw={600}>{box.id}</Text>
            <Text size="sm">{t(`knocking.reasons.${box.reason}`)}</Text>
            <Text size="xs" c="dimmed">
              {[
                t('knocking.from', { address: box.remoteAddress }),
                box.subprotocols || t('knocking.noSubprotocol'),
                t('knocking.tries', { count: box.count }),
                format.ago(box.lastAt, now),
              ].join(' · ')}
            </Text>
          </div>
          {known.has(box.id) ? (
            <Button component={Link} to={`/stations/${encodeURIComponent(box.id)}`} variant="default" size="sm">
              {t('knocking.look')}
            </Button>
          ) : (
            <Button size="sm" onClick={() => setChosen(box)}>
              {t('knocking.adopt')}
            </Button>
          )}
        </div>
      ))}
      <AdoptDialog opened={chosen !== null} knocking={chosen} onClose={() => setChosen(null)} />
    </Card>
  )
}
