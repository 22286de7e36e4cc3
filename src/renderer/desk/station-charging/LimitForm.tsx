import { ActionIcon, Button, Group, NumberInput, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { RateUnit } from '../../../site/load/charging-profile.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { dateIn, startOfDate } from '../../ui/zone.ts'
import { FieldProblems } from '../fields/FieldProblems.tsx'
import { InstantInput } from '../fields/InstantInput.tsx'
import { useServerNow } from '../live/use-live.ts'
import { useFormat } from '../use-format.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'
import { type ClockLimit, periodsOf } from './daily-schedule.ts'
import { usePlaces } from './use-places.ts'

const purposes = ['tx-default', 'tx', 'station-max'] as const
const shapes = ['always', 'daily'] as const

/** To begin with: what a cable and a usual installation take. */
const usualLimits: Record<RateUnit, Pick<Values, 'limit' | 'times'>> = {
  A: {
    limit: 16,
    times: [
      { clock: '06:00', limit: 6 },
      { clock: '22:00', limit: 16 },
    ],
  },
  W: {
    limit: 11_000,
    times: [
      { clock: '06:00', limit: 4200 },
      { clock: '22:00', limit: 11_000 },
    ],
  },
}

interface Values {
  evseNo: string
  purpose: (typeof purposes)[number]
  shape: (typeof shapes)[number]
  unit: RateUnit
  limit: number
  times: ClockLimit[]
  stackLevel: number
  validTo: number | null
}

interface Props {
  station: StationView
  /** Null: not known. */
  units: RateUnit[] | null
  onDone: () => void
  onCancel: () => void
}

export function LimitForm({ station, units, onDone, onCancel }: Props) {
  const { t } = useTranslation()
  const { timeZone } = useFormat()
  const serverNow = useServerNow()
  const notify = useNotify()
  const places = usePlaces(station)
  const set = useOrder('profiles.set')
  const firstUnit = units?.[0] ?? 'A'
  const form = useForm<Values>({
    initialValues: {
      evseNo: '0',
      purpose: 'tx-default',
      shape: 'always',
      unit: firstUnit,
      ...usualLimits[firstUnit],
      stackLevel: 0,
      validTo: null,
    },
  })
  const { shape, unit, times } = form.values
  const submit = form.onSubmit((values) => {
    const isDaily = values.shape === 'daily'
    set.mutate(
      {
        id: station.id,
        evseNo: Number(values.evseNo),
        purpose: values.purpose,
        stackLevel: values.stackLevel,
        kind: isDaily ? 'recurring' : 'absolute',
        recurrency: isDaily ? 'daily' : null,
        validTo: values.validTo,
        schedule: {
          unit: values.unit,
          ...(isDaily ? { startAt: startOfDate(dateIn(timeZone, serverNow()), timeZone) } : {}),
          periods: isDaily ? periodsOf(values.times) : [{ startS: 0, limit: values.limit }],
        },
      },
      {
        onSuccess: () => {
          notify.done(t('charging.setDone'))
          onDone()
        },
        onError: (error) => {
          if (!error.details.fields) notify.failed(t('charging.setTitle'), error)
        },
      },
    )
  })
  const step = unit === 'A' ? { decimalScale: 1, step: 1 } : { decimalScale: 0, step: 500 }
  const limitInput = { min: 0, suffix: ` ${unit}`, ...step }
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Select label={t('charging.where')} data={places} {...form.getInputProps('evseNo')} />
        <Select
          label={t('charging.purpose')}
          data={purposes.map((value) => ({ value, label: t(`charging.purposes.${value}`) }))}
          {...form.getInputProps('purpose')}
        />
        <Group gap="sm">
          <SegmentedControl
            aria-label={t('charging.shape')}
            data={shapes.map((value) => ({ value, label: t(`charging.shapes.${value}`) }))}
            {...form.getInputProps('shape')}
          />
          <SegmentedControl
            aria-label={t('charging.unit')}
            data={(units ?? (['A', 'W'] as const)).map((value) => ({ value, label: t(`charging.units.${value}`) }))}
            value={unit}
            onChange={(value) => {
              const chosen = value === 'W' ? 'W' : 'A'
              form.setValues({ unit: chosen, ...usualLimits[chosen] })
            }}
          />
        </Group>
        {shape === 'always' && (
          <NumberInput label={t('charging.limit')} {...limitInput} {...form.getInputProps('limit')} />
        )}
        {shape === 'daily' &&
          times.map((time, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <Group key={index} align="flex-end" gap="sm" wrap="nowrap">
              <TextInput
                type="time"
                flex={1}
                label={t('charging.clock')}
                {...form.getInputProps(`times.${index}.clock`)}
              />
              <NumberInput
                flex={1}
                label={t('charging.limit')}
                {...limitInput}
                {...form.getInputProps(`times.${index}.limit`)}
              />
              <ActionIcon
                size={36}
                variant="subtle"
                color="red"
                disabled={times.length < 2}
                aria-label={t('charging.removePeriod', { clock: time.clock })}
                onClick={() => form.removeListItem('times', index)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          ))}
        {shape === 'daily' && (
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => form.insertListItem('times', { clock: '12:00', limit: times.at(-1)?.limit ?? 16 })}
            >
              {t('charging.addPeriod')}
            </Button>
          </Group>
        )}
        <InstantInput
          label={t('charging.validTo')}
          description={t('charging.validToHint')}
          {...form.getInputProps('validTo')}
        />
        <NumberInput
          label={t('charging.stackLevel')}
          description={t('charging.stackLevelHint')}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('stackLevel')}
        />
        {set.error?.details.fields && <FieldProblems title={t('charging.wrong')} fields={set.error.details.fields} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={set.isPending}>
            {t('charging.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
