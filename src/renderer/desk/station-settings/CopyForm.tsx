import { Alert, Button, Group, MultiSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import type { StationView } from '../../../site/stations/station.ts'
import type { ApiErrorCode } from '../api.ts'
import { useStations } from '../live/use-live.ts'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'

type Copied = UseCaseOutput<'stations.copySettings'>[number]

export function CopyForm({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const [to, setTo] = useState<string[]>([])
  const copy = useOrder('stations.copySettings')
  const others = useStations().filter(
    ({ id, vendor, model }) => id !== station.id && vendor === station.vendor && model === station.model,
  )
  if (others.length === 0) return <Text size="sm">{t('configuration.copyNone')}</Text>
  return (
    <Stack gap="md">
      <Text size="sm">{t('configuration.copyText', { name: station.name })}</Text>
      <MultiSelect
        label={t('configuration.copyTo')}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={to}
        onChange={setTo}
        error={copy.error ? fieldErrors(copy.error).to : undefined}
        searchable
      />
      <Group justify="flex-end">
        <Button
          loading={copy.isPending}
          disabled={to.length === 0}
          onClick={() =>
            copy.mutate(
              { from: station.id, to },
              {
                onError: (error) => {
                  if (!error.details.fields) notify.failed(t('configuration.copy'), error)
                },
              },
            )
          }
        >
          {t('configuration.copyNow')}
        </Button>
      </Group>
      {copy.data?.map((copied) => (
        <CopyResult key={copied.id} copied={copied} name={others.find(({ id }) => id === copied.id)?.name} />
      ))}
    </Stack>
  )
}

function CopyResult({ copied, name }: { copied: Copied; name: string | undefined }) {
  const { t } = useTranslation()
  const { id, results, error } = copied
  const isWritten = (outcome: string) => outcome === 'accepted' || outcome === 'reboot-required'
  const written = results?.filter(({ outcome }) => isWritten(outcome)).length ?? 0
  const others = results?.filter(({ outcome }) => outcome !== 'accepted') ?? []
  return (
    <Alert color={error ? 'red' : others.length > 0 ? 'orange' : 'teal'} title={name ?? id}>
      {error
        ? t(`errors.${error as Exclude<ApiErrorCode, 'Unreachable'>}`)
        : results?.length === 0
          ? t('configuration.copySame')
          : t('configuration.copyWritten', { count: written })}
      {others.map(({ key, outcome }) => (
        <Text key={key} size="xs">
          {key}: {t(`configuration.outcomes.${outcome}`)}
        </Text>
      ))}
    </Alert>
  )
}
