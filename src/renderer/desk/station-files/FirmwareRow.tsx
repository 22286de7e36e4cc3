import { ActionIcon, Badge, Button, Group, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import type { FirmwareView } from '../../../site/transfers/transfer.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { useCommand } from '../use-command.ts'
import { useConfirm } from '../use-confirm.tsx'
import { useFormat } from '../use-format.ts'
import { isMadeFor } from './upload-firmware.ts'

interface Props {
  station: StationView
  image: FirmwareView
  onUpdate: () => void
}

export function FirmwareRow({ station, image, onUpdate }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay()
  const confirm = useConfirm()
  const queries = useQueryClient()
  const remove = useCommand('firmware.remove')
  const publish = useCommand('stations.publishFirmware')
  const { id, fileName: name, vendor, model, version, sizeBytes, signed, uploadedAt } = image
  const facts = [
    [vendor, model, version].filter(Boolean).join(' '),
    `${format.number(Math.max(1, Math.round(sizeBytes / 1024)))} KiB`,
    format.dateTime(uploadedAt),
  ]
  return (
    <Group justify="space-between" gap="xs" data-firmware={name}>
      <div>
        <Group gap="xs">
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          {signed && <Badge color="teal">{t('files.signed')}</Badge>}
          {!isMadeFor(image, station) && <Badge color="orange">{t('files.otherModel')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          {facts.filter(Boolean).join(' · ')}
        </Text>
      </div>
      {may('ManageChargingStations') && (
        <Group gap="xs">
          <Button size="xs" disabled={!station.online} onClick={onUpdate}>
            {t('files.update')}
          </Button>
          {station.protocol !== 'ocpp1.6' && (
            <Button
              size="xs"
              variant="default"
              disabled={!station.online}
              loading={publish.busy}
              onClick={() =>
                publish.run(
                  { id: station.id, imageId: id },
                  { title: t('files.publish'), done: t('files.publishDone') },
                )
              }
            >
              {t('files.publish')}
            </Button>
          )}
          <ActionIcon
            variant="subtle"
            color="red"
            size={30}
            aria-label={t('files.remove', { name })}
            loading={remove.busy}
            onClick={() =>
              confirm({
                title: t('files.removeTitle'),
                text: t('files.removeText', { name }),
                confirm: t('files.removeTitle'),
                onConfirm: () =>
                  remove.run(
                    { id },
                    {
                      title: t('files.removeTitle'),
                      done: t('files.removed', { name }),
                      after: () => queries.invalidateQueries({ queryKey: ['firmware.list'] }),
                    },
                  ),
              })
            }
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      )}
    </Group>
  )
}
