import { Stack, Tabs } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { PageHeader } from '../PageHeader.tsx'
import { PlanList } from './PlanList.tsx'
import { QuirkList } from './QuirkList.tsx'

/** What is known of makes and models. */
export function ModelsPage() {
  const { t } = useTranslation()
  const { tab = 'quirks' } = useParams()
  const navigate = useNavigate()
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.models')} text={t('models.text')} />
      <Tabs
        value={tab}
        onChange={(value) => void navigate(value === 'quirks' ? '/models' : `/models/${value}`, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="quirks">{t('models.tabs.quirks')}</Tabs.Tab>
          <Tabs.Tab value="plans">{t('models.tabs.plans')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="quirks">
          <QuirkList />
        </Tabs.Panel>
        <Tabs.Panel value="plans">
          <PlanList />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
