import { Button, Card, Group, Text, Title } from '@mantine/core'
import { IconFileDownload, IconMessageDown, IconShieldSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useCommand } from '../use-command.ts'

const kinds = [
  { kind: 'diagnostics', label: 'files.fetch', icon: IconFileDownload },
  { kind: 'security', label: 'files.fetchSecurity', icon: IconShieldSearch },
] as const

export function LogCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const fetchLog = useCommand('stations.fetchLog')
  if (!may('OperateStations')) return null
  return (
    <Card component="section">
      <Group justify="space-between">
        <div>
          <Title order={2}>{t('files.logs')}</Title>
          <Text size="sm" c="dimmed">
            {t('files.logsText')}
          </Text>
        </div>
        <Group gap="sm">
          {kinds.map(({ kind, label, icon: Icon }) => (
            <Button
              key={kind}
              variant={kind === 'diagnostics' ? 'filled' : 'default'}
              leftSection={<Icon size={16} />}
              loading={fetchLog.busy}
              disabled={!station.online}
              onClick={() =>
                fetchLog.run(
                  { id: station.id, kind },
                  {
                    title: t(label),
                    done: ({ state }) => t(state === 'failed' ? 'files.nothing' : 'files.fetching'),
                  },
                )
              }
            >
              {t(label)}
            </Button>
          ))}
          {may('ManageChargingStations') && (
            <Button
              component="a"
              href={`/download/messages/${encodeURIComponent(station.id)}`}
              download
              variant="default"
              leftSection={<IconMessageDown size={16} />}
            >
              {t('files.messages')}
            </Button>
          )}
        </Group>
      </Group>
    </Card>
  )
}
