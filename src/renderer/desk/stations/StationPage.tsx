import { Button, Card, Stack, Tabs } from '@mantine/core'
import { IconActivity, IconAdjustments, IconMessages, IconUnlink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useLiveReady, useStation, useWatch } from '../live/use-live.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { NoPermission } from '../states/NoPermission.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { SettingsTools } from '../station-settings/SettingsTools.tsx'
import { MessageLog } from './MessageLog.tsx'
import { moreTabs } from './more-tabs.tsx'
import { StationHeader } from './StationHeader.tsx'
import { StationNow } from './StationNow.tsx'
import { StationSettings } from './StationSettings.tsx'
import { useTabInView } from './use-tab-in-view.ts'

export function StationPage() {
  const { t } = useTranslation()
  const { id = '', tab = 'now' } = useParams()
  const navigate = useNavigate()
  const may = useMay()
  const ready = useLiveReady()
  const station = useStation(id)
  useWatch(id)
  const tabs = useTabInView(ready ? tab : '')
  if (!ready) return <Waiting rows={4} />
  if (!station)
    return (
      <Card>
        <Nothing icon={<IconUnlink />} title={t('station.gone.title')} text={t('station.gone.text')}>
          <Button component={Link} to="/stations" variant="default">
            {t('station.gone.back')}
          </Button>
        </Nothing>
      </Card>
    )
  const path = `/stations/${encodeURIComponent(id)}`
  return (
    <Stack gap="lg">
      <StationHeader station={station} />
      <Tabs
        value={tab}
        onChange={(value) => void navigate(value === 'now' ? path : `${path}/${value}`, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="lg" ref={tabs}>
          <Tabs.Tab value="now" leftSection={<IconActivity size={16} />}>
            {t('station.tabs.now')}
          </Tabs.Tab>
          <Tabs.Tab value="settings" leftSection={<IconAdjustments size={16} />}>
            {t('station.tabs.settings')}
          </Tabs.Tab>
          <Tabs.Tab value="messages" leftSection={<IconMessages size={16} />}>
            {t('station.tabs.messages')}
          </Tabs.Tab>
          {moreTabs
            .filter(({ needs }) => may(needs))
            .map(({ value, icon: Icon }) => (
              <Tabs.Tab key={value} value={value} leftSection={<Icon size={16} />}>
                {t(`station.tabs.${value}`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="now">
          <StationNow station={station} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          {may('ReadOverview') && <SettingsTools station={station} />}
          <StationSettings station={station} />
        </Tabs.Panel>
        <Tabs.Panel value="messages">
          {may('ManageChargingStations') ? <MessageLog key={id} stationId={id} /> : <NoPermission />}
        </Tabs.Panel>
        {moreTabs.map(({ value, needs, Panel }) => (
          <Tabs.Panel key={value} value={value}>
            {may(needs) ? <Panel key={id} station={station} /> : <NoPermission />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  )
}
