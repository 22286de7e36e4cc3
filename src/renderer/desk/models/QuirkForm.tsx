import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { QuirkProfileView, Quirks } from '../../../site/quirks/quirk.ts'
import { FieldProblems } from '../fields/FieldProblems.tsx'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'
import { adaptationFlags, withoutNothing } from './adaptation.ts'

const matches = ['vendor', 'model', 'firmware', 'stationId'] as const
const zeroLimits = ['pauses', 'refused', 'ends-session'] as const satisfies readonly Quirks['zeroLimit'][]

export function QuirkForm({ profile, onDone }: { profile: QuirkProfileView | null; onDone: () => void }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const put = useOrder('quirks.put')
  const { adapt, match } = profile ?? { adapt: {}, match: {} }
  const flags = Object.fromEntries(adaptationFlags.map((flag) => [flag, adapt[flag] ?? false]))
  const form = useForm({
    initialValues: {
      name: profile?.name ?? '',
      note: profile?.note ?? '',
      enabled: profile?.enabled ?? true,
      match: { vendor: '', model: '', firmware: '', stationId: '', ...match },
      adapt: {
        ...(flags as Record<(typeof adaptationFlags)[number], boolean>),
        stackLevelMax: (adapt.stackLevelMax ?? '') as number | '',
        answerTimeoutS: (adapt.answerTimeoutS ?? '') as number | '',
        unit: adapt.unit ?? null,
        assumesSubprotocol: adapt.assumesSubprotocol ?? null,
        zeroLimit: adapt.zeroLimit ?? 'pauses',
      },
    },
    validate: { name: (name) => (name.trim() === '' ? t('fields.missing') : null) },
  })
  const submit = form.onSubmit(({ adapt: given, match: patterns, ...rest }) => {
    const { zeroLimit, stackLevelMax, answerTimeoutS, ...others } = given
    put.mutate(
      {
        ...(profile ? { id: profile.id } : {}),
        ...rest,
        match: withoutNothing(patterns),
        adapt: {
          ...withoutNothing(others),
          ...(zeroLimit === 'pauses' ? {} : { zeroLimit }),
          ...(stackLevelMax === '' ? {} : { stackLevelMax }),
          ...(answerTimeoutS === '' ? {} : { answerTimeoutS }),
        },
      },
      {
        onSuccess: ({ name }) => {
          notify.done(t('models.quirkSaved', { name }))
          onDone()
        },
        onError: (error) => {
          if (!error.details.fields) notify.failed(t('models.editQuirk'), error)
        },
      },
    )
  })
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t('models.name')} maxLength={100} {...form.getInputProps('name')} />
        <Fieldset legend={t('models.match')}>
          <Stack gap="sm">
            {matches.map((key) => (
              <TextInput
                key={key}
                label={t(`models.${key}`)}
                maxLength={100}
                {...(key === 'vendor' ? { description: t('models.matchHint') } : {})}
                {...form.getInputProps(`match.${key}`)}
              />
            ))}
          </Stack>
        </Fieldset>
        <Fieldset legend={t('models.adapt')}>
          <Stack gap="sm">
            {adaptationFlags.map((flag) => (
              <Checkbox
                key={flag}
                label={t(`models.quirks.${flag}`)}
                {...form.getInputProps(`adapt.${flag}`, { type: 'checkbox' })}
              />
            ))}
            <Select
              label={t('models.quirks.zeroLimit')}
              data={zeroLimits.map((value) => ({ value, label: t(`models.zeroLimits.${value}`) }))}
              {...form.getInputProps('adapt.zeroLimit')}
            />
            <Select
              label={t('models.quirks.unit')}
              placeholder={t('models.any')}
              data={['A', 'W']}
              clearable
              {...form.getInputProps('adapt.unit')}
            />
            <Select
              label={t('models.quirks.assumesSubprotocol')}
              placeholder={t('models.any')}
              data={['ocpp1.6', 'ocpp2.0.1']}
              clearable
              {...form.getInputProps('adapt.assumesSubprotocol')}
            />
            <NumberInput
              label={t('models.quirks.stackLevelMax')}
              placeholder={t('models.any')}
              min={0}
              allowDecimal={false}
              {...form.getInputProps('adapt.stackLevelMax')}
            />
            <NumberInput
              label={t('models.quirks.answerTimeoutS')}
              placeholder={t('models.any')}
              min={5}
              max={600}
              allowDecimal={false}
              {...form.getInputProps('adapt.answerTimeoutS')}
            />
          </Stack>
        </Fieldset>
        <Textarea label={t('models.note')} maxLength={1000} autosize {...form.getInputProps('note')} />
        <Switch label={t('models.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        {put.error?.details.fields && <FieldProblems title={t('models.wrong')} fields={put.error.details.fields} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={put.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
