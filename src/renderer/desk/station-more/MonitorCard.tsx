import { ActionIcon, Button, Card, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconEye, IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useAnswer } from '../use-use-case.ts'
import { MonitorForm } from './MonitorForm.tsx'

export function MonitorCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const queries = useQueryClient()
  const [adding, { open, close }] = useDisclosure(false)
  const { id, online } = station
  const { data, error, refetch } = useAnswer('monitors.list', { id })
  const read = useCommand('monitors.request')
  const clear = useCommand('monitors.clear')
  const reread = () => void queries.invalidateQueries({ queryKey: ['monitors.list', { id }] })
  const manages = may('ManageChargingStations')
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2}>{t('more.monitors')}</Title>
          <Text size="sm" c="dimmed">
            {t('more.monitorsText')}
          </Text>
        </div>
        <Group gap="sm">
          {may('OperateStations') && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={read.busy}
              disabled={!online}
              onClick={() =>
                read.run({ id }, { title: t('more.monitorRead'), done: t('more.monitorReading'), after: reread })
              }
            >
              {t('more.monitorRead')}
            </Button>
          )}
          {manages && (
            <Button leftSection={<IconPlus size={16} />} disabled={!online} onClick={open}>
              {t('more.monitorAdd')}
            </Button>
          )}
        </Group>
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} />}
      {data?.length === 0 && (
        <Nothing icon={<IconEye />} title={t('more.monitorsNone')} text={t('more.monitorsNoneText')} />
      )}
      <Stack gap="xs">
        {data?.map(({ monitorId, key, kind, value, severity, onlyInSession }) => (
          <Group key={monitorId} justify="space-between" wrap="nowrap" data-monitor={monitorId}>
            <div style={{ minWidth: 0 }}>
              <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                {key}
              </Text>
              <Text size="xs" c="dimmed">
                {[
                  `${t('more.monitorKind')} ${t(`more.monitorKinds.${kind}`)} ${value}`,
                  `${t('more.severity')} ${severity}`,
                  onlyInSession ? t('more.onlyInSession') : null,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            {manages && (
              <ActionIcon
                variant="subtle"
                color="red"
                disabled={!online}
                aria-label={t('more.monitorClear', { key })}
                onClick={() =>
                  clear.run(
                    { id, monitorIds: [monitorId] },
                    {
                      title: t('more.monitorClear', { key }),
                      done: ([result]) => t(result?.outcome === 'refused' ? 'more.monitorKept' : 'more.monitorCleared'),
                      after: reread,
                    },
                  )
                }
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
      <Modal
        opened={adding}
        onClose={close}
        title={t('more.monitorAdd')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <MonitorForm
          station={station}
          onCancel={close}
          onDone={() => {
            reread()
            close()
          }}
        />
      </Modal>
    </Card>
  )
}
