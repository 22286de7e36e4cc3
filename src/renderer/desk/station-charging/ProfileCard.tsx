import { Button, Card, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload, IconGauge, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useFormat } from '../use-format.ts'
import { useAnswer } from '../use-use-case.ts'
import { LimitForm } from './LimitForm.tsx'
import { NoticeLine } from './NoticeLine.tsx'
import { ProfileRow } from './ProfileRow.tsx'

export function ProfileCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const confirm = useConfirm()
  const queries = useQueryClient()
  const [setting, { open, close }] = useDisclosure(false)
  const { id, name, online } = station
  const { data, error, refetch } = useAnswer('profiles.list', { id })
  const clear = useCommand('profiles.clear')
  const read = useCommand('profiles.read')
  const changed = () => {
    void queries.invalidateQueries({ queryKey: ['profiles.list', { id }] })
    void queries.invalidateQueries({ queryKey: ['profiles.composite'] })
  }
  const takeAway = (profileId: number | undefined) =>
    confirm({
      title: t(profileId === undefined ? 'charging.clearAll' : 'charging.clearOf'),
      text: t(profileId === undefined ? 'charging.clearAllText' : 'charging.clearText', { name }),
      confirm: t('charging.clear'),
      onConfirm: () =>
        clear.run(
          { id, ...(profileId === undefined ? {} : { profileId }) },
          { title: t('charging.clear'), done: ({ outcome }) => t(`charging.cleared.${outcome}`), after: changed },
        ),
    })
  const manages = may('ManageChargingStations')
  const traits = data?.traits
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2}>{t('charging.profiles')}</Title>
          <Text size="sm" c="dimmed">
            {t('charging.profilesText')}
          </Text>
        </div>
        <Group gap="sm">
          {may('OperateStations') && station.protocol !== 'ocpp1.6' && (
            <Button
              variant="default"
              leftSection={<IconDownload size={16} />}
              disabled={!online}
              loading={read.busy}
              onClick={() =>
                read.run(
                  { id },
                  { title: t('charging.read'), done: ({ outcome }) => t(`charging.readOutcomes.${outcome}`) },
                )
              }
            >
              {t('charging.read')}
            </Button>
          )}
          {manages && (
            <Button leftSection={<IconPlus size={16} />} disabled={!online} onClick={open}>
              {t('charging.add')}
            </Button>
          )}
        </Group>
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!data && !error && <Waiting rows={2} />}
      {data?.profiles.length === 0 && (
        <Nothing icon={<IconGauge />} title={t('charging.none')} text={t('charging.noneText')} />
      )}
      <Stack gap="sm">
        {data?.profiles.map((profile) => (
          <ProfileRow
            key={profile.id}
            profile={profile}
            onClear={manages && online ? () => takeAway(profile.id) : undefined}
          />
        ))}
        {data?.notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} />
        ))}
      </Stack>
      {traits && (
        <Group justify="space-between" mt="md">
          <Text size="xs" c="dimmed">
            {traits.units === null
              ? t('charging.traitsUnknown')
              : t('charging.traits', {
                  units: traits.units.join(', '),
                  phases: traits.phases,
                  voltage: format.voltage(traits.voltageV),
                })}
          </Text>
          {manages && data.profiles.length > 0 && (
            <Button size="xs" variant="subtle" color="red" disabled={!online} onClick={() => takeAway(undefined)}>
              {t('charging.clearAll')}
            </Button>
          )}
        </Group>
      )}
      <Modal
        opened={setting}
        onClose={close}
        title={t('charging.setTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <LimitForm
          station={station}
          units={traits?.units ?? null}
          onDone={() => {
            changed()
            close()
          }}
          onCancel={close}
        />
      </Modal>
    </Card>
  )
}
