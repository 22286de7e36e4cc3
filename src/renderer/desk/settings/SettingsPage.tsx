import { Stack, Tabs } from '@mantine/core'
import { IconBuilding, IconBuildingSkyscraper, IconInfoCircle, IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { PageHeader } from '../PageHeader.tsx'
import { useMay } from '../session/SessionProvider.tsx'
import { AboutPanel } from './AboutPanel.tsx'
import { HqPanel } from './HqPanel.tsx'
import { SitePanel } from './SitePanel.tsx'
import { UsersPanel } from './UsersPanel.tsx'

export function SettingsPage() {
  const { t } = useTranslation()
  const { tab = 'site' } = useParams()
  const navigate = useNavigate()
  const may = useMay()
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.settings')} />
      <Tabs
        value={tab}
        onChange={(value) => void navigate(`/settings/${value}`, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="site" leftSection={<IconBuilding size={16} />}>
            {t('settings.tabs.site')}
          </Tabs.Tab>
          <Tabs.Tab value="hq" leftSection={<IconBuildingSkyscraper size={16} />}>
            {t('settings.tabs.hq')}
          </Tabs.Tab>
          {may('ReadUsers') && (
            <Tabs.Tab value="users" leftSection={<IconUsers size={16} />}>
              {t('settings.tabs.users')}
            </Tabs.Tab>
          )}
          <Tabs.Tab value="about" leftSection={<IconInfoCircle size={16} />}>
            {t('settings.tabs.about')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="site">
          <SitePanel />
        </Tabs.Panel>
        <Tabs.Panel value="hq">
          <HqPanel />
        </Tabs.Panel>
        {may('ReadUsers') && (
          <Tabs.Panel value="users">
            <UsersPanel />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="about">
          <AboutPanel />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
