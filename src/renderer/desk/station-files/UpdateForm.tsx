import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle, IconRefreshAlert } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import type { FirmwareView } from '../../../site/transfers/transfer.ts'
import { InstantInput } from '../fields/InstantInput.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'
import { isMadeFor } from './upload-firmware.ts'

export function UpdateForm(props: { station: StationView; image: FirmwareView; onDone: () => void }) {
  const { station, image, onDone } = props
  const { t } = useTranslation()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const update = useOrder('stations.updateFirmware')
  const form = useForm({ initialValues: { retrieveAt: null as number | null, installAt: null as number | null } })
  const submit = form.onSubmit(({ retrieveAt, installAt }) =>
    update.mutate(
      {
        id: station.id,
        imageId: image.id,
        ...(retrieveAt === null ? {} : { retrieveAt }),
        ...(installAt === null ? {} : { installAt }),
      },
      {
        onSuccess: () => {
          notify.done(t('files.updateStarted'))
          onDone()
        },
        onError: (error) => {
          form.setErrors(fieldErrors(error))
          if (!error.details.fields) notify.failed(t('files.updateTitle', { name: image.fileName }), error)
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{t('files.updateText')}</Text>
        {!isMadeFor(image, station) && (
          <Alert color="orange" icon={<IconAlertTriangle />}>
            {t('files.updateWarning', {
              vendor: image.vendor,
              model: image.model,
              own: [station.vendor, station.model].filter(Boolean).join(' '),
            })}
          </Alert>
        )}
        <InstantInput
          label={t('files.retrieveAt')}
          description={t('files.atOnce')}
          {...form.getInputProps('retrieveAt')}
        />
        <InstantInput
          label={t('files.installAt')}
          description={t('files.installHint')}
          {...form.getInputProps('installAt')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            leftSection={<IconRefreshAlert size={16} />}
            loading={update.isPending}
            disabled={!station.online}
          >
            {t('files.update')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
