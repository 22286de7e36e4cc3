import { Badge, Button, Card, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDeviceDesktop, IconPencil, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { DisplayForm } from './DisplayForm.tsx'

const colors = {
  sent: 'orange',
  shown: 'teal',
  refused: 'red',
  unanswered: 'orange',
  cleared: 'gray',
  gone: 'gray',
}

export function DisplayCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const [writing, { open, close }] = useDisclosure(false)
  const { id: stationId, online } = station
  const { data, error, refetch } = useAnswer('displayMessages.list', { stationId })
  const clear = useCommand('displayMessages.clear')
  const refresh = useCommand('displayMessages.refresh')
  const manages = may('ManageChargingStations')
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2}>{t('more.screen')}</Title>
          <Text size="sm" c="dimmed">
            {t('more.screenText')}
          </Text>
        </div>
        {manages && (
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={refresh.busy}
              disabled={!online}
              onClick={() =>
                refresh.run(
                  { stationId },
                  { title: t('more.refresh'), done: ({ outcome }) => t(`more.refreshOutcomes.${outcome}`) },
                )
              }
            >
              {t('more.refresh')}
            </Button>
            <Button leftSection={<IconPencil size={16} />} disabled={!online} onClick={open}>
              {t('more.write')}
            </Button>
          </Group>
        )}
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={1} />}
      {data?.length === 0 && (
        <Nothing icon={<IconDeviceDesktop />} title={t('more.screenNone')} text={t('more.screenNoneText')} />
      )}
      <Stack gap="sm">
        {data?.map(({ id, content, state, problem, priority, shownWhile, startAt, endAt }) => (
          <Group key={id} justify="space-between" gap="xs" data-display={state}>
            <div>
              <Group gap="xs">
                <Text fw={600}>{content}</Text>
                <Badge color={colors[state]}>{t(`more.displayStates.${state}`)}</Badge>
              </Group>
              <Text size="xs" c="dimmed">
                {[
                  t(`more.priorities.${priority}`),
                  t(`more.whiles.${shownWhile ?? 'always'}`),
                  startAt === null ? null : `${t('more.startAt')} ${format.dateTime(startAt)}`,
                  endAt === null ? null : `${t('more.endAt')} ${format.dateTime(endAt)}`,
                  problem,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            {manages && state === 'shown' && (
              <Button
                size="xs"
                variant="default"
                disabled={!online}
                loading={clear.busy}
                onClick={() =>
                  clear.run({ stationId, id }, { title: t('more.clearDisplay'), done: t('more.clearDisplayDone') })
                }
              >
                {t('more.clearDisplay')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      <Modal
        opened={writing}
        onClose={close}
        title={t('more.write')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <DisplayForm station={station} onDone={close} />
      </Modal>
    </Card>
  )
}
