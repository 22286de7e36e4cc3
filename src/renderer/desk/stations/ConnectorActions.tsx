import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconBan,
  IconCircleCheck,
  IconDotsVertical,
  IconLockOpen,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConnectorView } from '../../../site/connectors/connector.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { StartDialog } from './StartDialog.tsx'

export function ConnectorActions({ station, connector }: { station: StationView; connector: ConnectorView }) {
  const { t } = useTranslation()
  const may = useMay()
  const confirm = useConfirm()
  const [starting, { open, close }] = useDisclosure(false)
  const stop = useCommand('transactions.stop')
  const unlock = useCommand('stations.unlock')
  const setAvailability = useCommand('stations.setAvailability')
  if (!may('OperateStations')) return null
  const where = { name: station.name, no: connector.evseNo }
  const running = connector.transactionUid !== null
  const service = (operative: boolean) =>
    setAvailability.run(
      { id: station.id, operative, connectorId: connector.id },
      {
        title: t(operative ? 'commands.intoService' : 'commands.outOfService'),
        done: ({ outcome }) => t(`commands.${outcome}`),
      },
    )
  return (
    <Group gap="xs">
      {running ? (
        <Button
          color="red"
          variant="light"
          leftSection={<IconPlayerStop size={16} />}
          loading={stop.busy}
          disabled={!station.online}
          onClick={() =>
            confirm({
              title: t('commands.stop'),
              text: t('commands.stopText', where),
              confirm: t('commands.stop'),
              onConfirm: () =>
                stop.run({ connectorId: connector.id }, { title: t('commands.stop'), done: t('commands.stopping') }),
            })
          }
        >
          {t('commands.stop')}
        </Button>
      ) : (
        <Button leftSection={<IconPlayerPlay size={16} />} disabled={!station.online} onClick={open}>
          {t('commands.start')}
        </Button>
      )}
      <Menu position="bottom-start" width={230}>
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('commands.more', where)}
            loading={unlock.busy || setAvailability.busy}
          >
            <IconDotsVertical size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconLockOpen size={16} />}
            disabled={!station.online}
            onClick={() =>
              confirm({
                title: t('commands.unlock'),
                text: t('commands.unlockText', where),
                confirm: t('commands.unlock'),
                onConfirm: () =>
                  unlock.run(
                    { connectorId: connector.id },
                    { title: t('commands.unlock'), done: ({ outcome }) => t(`commands.unlocked.${outcome}`) },
                  ),
              })
            }
          >
            {t('commands.unlock')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCircleCheck size={16} />}
            disabled={!station.online}
            onClick={() => service(true)}
          >
            {t('commands.intoService')}
          </Menu.Item>
          <Menu.Item leftSection={<IconBan size={16} />} disabled={!station.online} onClick={() => service(false)}>
            {t('commands.outOfService')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <StartDialog opened={starting} onClose={close} station={station} connector={connector} />
    </Group>
  )
}
