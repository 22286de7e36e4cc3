import { Button, FileInput, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import type { FirmwareView } from '../../../site/transfers/transfer.ts'
import type { ApiError } from '../api.ts'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { type FirmwareFacts, uploadFirmware } from './upload-firmware.ts'

type Values = FirmwareFacts & { file: File | null }

export function UploadForm({ station, onDone }: { station: StationView; onDone: () => void }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const queries = useQueryClient()
  const upload = useMutation<FirmwareView, ApiError, { file: File; facts: FirmwareFacts }>({
    mutationFn: ({ file, facts }) => uploadFirmware(file, facts),
  })
  const form = useForm<Values>({
    initialValues: {
      file: null,
      vendor: station.vendor ?? '',
      model: station.model ?? '',
      version: '',
      signature: '',
      signingCertificate: '',
    },
    validate: { file: (file) => (file === null ? t('fields.missing') : null) },
  })
  const submit = form.onSubmit(({ file, ...facts }) => {
    if (!file) return
    upload.mutate(
      { file, facts },
      {
        onSuccess: ({ fileName }) => {
          void queries.invalidateQueries({ queryKey: ['firmware.list'] })
          notify.done(t('files.uploadDone', { name: fileName }))
          onDone()
        },
        onError: (error) => {
          const { fileName, ...errors } = fieldErrors(error)
          form.setErrors({ ...errors, ...(fileName ? { file: fileName } : {}) })
          if (!error.details.fields) notify.failed(t('files.uploadTitle'), error)
        },
      },
    )
  })
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <FileInput
          label={t('files.file')}
          placeholder={t('files.filePlaceholder')}
          data-autofocus
          {...form.getInputProps('file')}
        />
        <Group grow>
          <TextInput label={t('files.vendor')} {...form.getInputProps('vendor')} />
          <TextInput label={t('files.model')} {...form.getInputProps('model')} />
        </Group>
        <TextInput label={t('files.version')} {...form.getInputProps('version')} />
        <TextInput
          label={t('files.signature')}
          description={t('files.signatureHint')}
          spellCheck={false}
          {...form.getInputProps('signature')}
        />
        {form.values.signature !== '' && (
          <Textarea
            label={t('files.certificate')}
            autosize
            minRows={3}
            maxRows={8}
            spellCheck={false}
            {...form.getInputProps('signingCertificate')}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" leftSection={<IconUpload size={16} />} loading={upload.isPending}>
            {t('files.uploadNow')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
