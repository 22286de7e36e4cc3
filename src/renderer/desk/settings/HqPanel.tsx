import { Card, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { HqConnectForm } from './HqConnectForm.tsx'
import { HqState } from './HqState.tsx'

/** Where the site stands with headquarters; without one it lacks nothing. */
export function HqPanel() {
  const { t } = useTranslation()
  const may = useMay()
  const { data, error, refetch } = useAnswer('hq.status', {})
  if (error) return <Failed error={error} retry={refetch} />
  if (!data) return <Waiting rows={3} />
  return (
    <Stack gap="md" maw={720}>
      {data.configured && <HqState status={data} />}
      {!data.configured && (
        <Card>
          <Text mb="md">{t('hq.alone')}</Text>
          {may('ManageSettings') && <HqConnectForm />}
        </Card>
      )}
    </Stack>
  )
}
