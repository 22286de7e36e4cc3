import { Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconBan,
  IconChevronDown,
  IconCircleCheck,
  IconMessageForward,
  IconPencil,
  IconPlugConnectedX,
  IconRefresh,
  IconRefreshAlert,
  IconTrash,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { EditStationDialog } from './EditStationDialog.tsx'

const messages = ['boot', 'status', 'meter-values', 'heartbeat'] as const

/** What can be asked of the whole station. */
export function StationMenu({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const confirm = useConfirm()
  const navigate = useNavigate()
  const [editing, { open, close }] = useDisclosure(false)
  const reset = useCommand('stations.reset')
  const trigger = useCommand('stations.trigger')
  const setAvailability = useCommand('stations.setAvailability')
  const update = useCommand('stations.update')
  const remove = useCommand('stations.remove')
  const { id, name } = station
  const outcome = (answer: { outcome: 'accepted' | 'scheduled' }) => t(`commands.${answer.outcome}`)
  const restart = (mode: 'immediate' | 'when-idle') =>
    confirm({
      title: t(`commands.reset.${mode}`),
      text: t(`commands.reset.${mode}Text`, { name }),
      confirm: t('commands.reset.confirm'),
      onConfirm: () => reset.run({ id, mode }, { title: t(`commands.reset.${mode}`), done: outcome }),
    })
  const service = (operative: boolean) => {
    const title = t(operative ? 'commands.intoService' : 'commands.outOfService')
    setAvailability.run({ id, operative }, { title, done: outcome })
  }
  const enable = (enabled: boolean) => {
    const title = t(enabled ? 'commands.enable' : 'commands.disable')
    update.run({ id, enabled }, { title, done: t(enabled ? 'commands.enabled' : 'commands.disabled', { name }) })
  }
  const busy = reset.busy || trigger.busy || setAvailability.busy || update.busy || remove.busy
  if (!may('OperateStations') && !may('ManageChargingStations')) return null
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} />} loading={busy}>
            {t('commands.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {may('OperateStations') && (
            <>
              <Menu.Label>{t('commands.restart')}</Menu.Label>
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => restart('when-idle')}>
                {t('commands.reset.when-idle')}
              </Menu.Item>
              <Menu.Item leftSection={<IconRefreshAlert size={16} />} onClick={() => restart('immediate')}>
                {t('commands.reset.immediate')}
              </Menu.Item>
              <Menu.Label>{t('commands.service')}</Menu.Label>
              <Menu.Item leftSection={<IconCircleCheck size={16} />} onClick={() => service(true)}>
                {t('commands.intoService')}
              </Menu.Item>
              <Menu.Item leftSection={<IconBan size={16} />} onClick={() => service(false)}>
                {t('commands.outOfService')}
              </Menu.Item>
              <Menu.Label>{t('commands.ask')}</Menu.Label>
              {messages.map((message) => (
                <Menu.Item
                  key={message}
                  leftSection={<IconMessageForward size={16} />}
                  onClick={() =>
                    trigger.run(
                      { id, message },
                      { title: t(`commands.trigger.${message}`), done: t('commands.coming') },
                    )
                  }
                >
                  {t(`commands.trigger.${message}`)}
                </Menu.Item>
              ))}
            </>
          )}
          {may('ManageChargingStations') && (
            <>
              <Menu.Label>{t('commands.manage')}</Menu.Label>
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={open}>
                {t('commands.edit')}
              </Menu.Item>
              <Menu.Item
                leftSection={station.enabled ? <IconPlugConnectedX size={16} /> : <IconCircleCheck size={16} />}
                onClick={() =>
                  station.enabled
                    ? confirm({
                        title: t('commands.disable'),
                        text: t('commands.disableText', { name }),
                        confirm: t('commands.disable'),
                        onConfirm: () => enable(false),
                      })
                    : enable(true)
                }
              >
                {t(station.enabled ? 'commands.disable' : 'commands.enable')}
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} />}
                onClick={() =>
                  confirm({
                    title: t('commands.remove'),
                    text: t('commands.removeText', { name }),
                    confirm: t('commands.remove'),
                    onConfirm: () =>
                      remove.run(
                        { id },
                        {
                          title: t('commands.remove'),
                          done: t('commands.removed', { name }),
                          after: () => navigate('/stations'),
                        },
                      ),
                  })
                }
              >
                {t('commands.remove')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <EditStationDialog station={station} opened={editing} onClose={close} />
    </>
  )
}
