import { Button, Group, Select, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { InstantInput } from '../fields/InstantInput.tsx'
import { useServerNow } from '../live/use-live.ts'
import { useMay } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useAnswer, useOrder } from '../use-use-case.ts'

const hourMs = 3_600_000

export function ReservationForm({ station, onDone }: { station: StationView; onDone: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const serverNow = useServerNow()
  const create = useOrder('reservations.create')
  const anyTag = may('ManageTags') && may('ReadTags')
  const { data: tags, error, refetch } = useAnswer(anyTag ? 'tags.list' : 'tags.mine', {})
  const form = useForm({
    initialValues: {
      // one that is free, if there is any
      connectorId: String(station.connectors.find(({ transactionUid }) => transactionUid === null)?.id ?? ''),
      idTag: null as string | null,
      expiresAt: (serverNow() + hourMs) as number | null,
    },
    validate: {
      idTag: (idTag) => (idTag === null ? t('fields.missing') : null),
      expiresAt: (at) => (at === null ? t('fields.missing') : null),
    },
  })
  const submit = form.onSubmit(({ connectorId, idTag, expiresAt }) => {
    if (idTag === null || expiresAt === null) return
    const place = connectorId === '' ? { stationId: station.id } : { connectorId: Number(connectorId) }
    create.mutate(
      { ...place, idTag, expiresAt },
      {
        onSuccess: () => {
          notify.done(t('charging.reserved'))
          onDone()
        },
        onError: (failure) => {
          form.setErrors(fieldErrors(failure))
          if (!failure.details.fields) notify.failed(t('charging.reserveTitle'), failure)
        },
      },
    )
  })
  if (error) return <Failed error={error} retry={refetch} />
  if (!tags) return <Waiting rows={2} />
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Select
          label={t('charging.where')}
          data={[
            ...station.connectors.map(({ id, evseNo }) => ({
              value: String(id),
              label: t('charging.evse', { no: evseNo }),
            })),
            { value: '', label: t('charging.anyConnector') },
          ]}
          {...form.getInputProps('connectorId')}
        />
        <Select
          label={t('charging.reserveFor')}
          data={tags.map(({ idTag, name, standing }) => ({
            value: idTag,
            label: name ? `${name} (${idTag})` : idTag,
            disabled: standing !== 'Accepted',
          }))}
          searchable
          {...form.getInputProps('idTag')}
        />
        <InstantInput label={t('charging.reserveUntil')} {...form.getInputProps('expiresAt')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('charging.reserve')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
