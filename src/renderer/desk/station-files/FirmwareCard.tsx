import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPackage, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import type { FirmwareView } from '../../../site/transfers/transfer.ts'
import { noValue } from '../../ui/format.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { FirmwareRow } from './FirmwareRow.tsx'
import { UpdateDialog } from './UpdateDialog.tsx'
import { UploadDialog } from './UploadDialog.tsx'
import { isMadeFor } from './upload-firmware.ts'

/** What can be installed; what was made for this station comes first. */
export function FirmwareCard({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const may = useMay()
  const [uploading, { open, close }] = useDisclosure(false)
  const [chosen, setChosen] = useState<FirmwareView | null>(null)
  const { data, error, refetch } = useAnswer('firmware.list', {})
  const manages = may('ManageChargingStations')
  const sorted = data?.toSorted(
    (a, b) => Number(isMadeFor(b, station)) - Number(isMadeFor(a, station)) || b.uploadedAt - a.uploadedAt,
  )
  return (
    <Card component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2}>{t('files.firmware')}</Title>
          <Text size="sm" c="dimmed">
            {t('files.firmwareNow', { version: station.firmware ?? noValue })}
          </Text>
        </div>
        {manages && (
          <Button variant="default" leftSection={<IconUpload size={16} />} onClick={open}>
            {t('files.upload')}
          </Button>
        )}
      </Group>
      {error && <Failed error={error} retry={refetch} />}
      {!sorted && !error && <Waiting rows={2} />}
      {sorted?.length === 0 && (
        <Nothing icon={<IconPackage />} title={t('files.firmwareNone')} text={t('files.firmwareNoneText')} />
      )}
      {sorted && (
        <Stack gap="sm">
          {sorted.map((image) => (
            <FirmwareRow key={image.id} station={station} image={image} onUpdate={() => setChosen(image)} />
          ))}
        </Stack>
      )}
      <UploadDialog opened={uploading} onClose={close} station={station} />
      <UpdateDialog station={station} image={chosen} onClose={() => setChosen(null)} />
    </Card>
  )
}
