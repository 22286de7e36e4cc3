import { Button, Group, MultiSelect, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { TagView } from '../../../site/tags/tag.ts'
import { dateIn, endOfDate } from '../../ui/zone.ts'
import type { ApiError } from '../api.ts'
import { useMay, useSignedIn } from '../session/SessionProvider.tsx'
import { useFieldErrors } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useAnswer, useOrder } from '../use-use-case.ts'

export function TagForm({ tag, onDone }: { tag: TagView | null; onDone: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const notify = useNotify()
  const fieldErrors = useFieldErrors()
  const { user, site } = useSignedIn()
  const { data: users } = useAnswer('users.list', {}, { enabled: may('ReadUsers') })
  const create = useOrder('tags.create')
  const update = useOrder('tags.update')
  const form = useForm({
    initialValues: {
      idTag: tag?.idTag ?? '',
      name: tag?.name ?? '',
      // the last day on which it is good
      lastDay: tag?.expiresAt ? dateIn(site.timeZone, tag.expiresAt - 1) : '',
      userIds: tag?.userIds ?? [user.id],
    },
    validate: { idTag: (value) => (value.trim() === '' ? t('fields.missing') : null) },
  })
  const answers = {
    onSuccess: (saved: TagView) => {
      notify.done(t('tags.saved', { name: saved.name || saved.idTag }))
      onDone()
    },
    onError: (error: ApiError) => {
      const errors = fieldErrors(error)
      form.setErrors(errors)
      if (Object.keys(errors).length === 0) notify.failed(t('tags.add'), error)
    },
  }
  const submit = form.onSubmit(({ idTag, name, lastDay, userIds }) => {
    const rest = { name, expiresAt: lastDay === '' ? null : endOfDate(lastDay, site.timeZone), userIds }
    if (tag) update.mutate({ id: tag.id, ...rest }, answers)
    else create.mutate({ idTag, ...rest }, answers)
  })
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('tags.id')}
          description={t('tags.idHint')}
          disabled={tag !== null}
          spellCheck={false}
          {...(tag ? {} : { 'data-autofocus': true })}
          {...form.getInputProps('idTag')}
        />
        <TextInput
          label={t('tags.name')}
          description={t('tags.nameHint')}
          {...(tag ? { 'data-autofocus': true } : {})}
          {...form.getInputProps('name')}
        />
        {may('ReadUsers') && (
          <MultiSelect
            label={t('tags.users')}
            description={t('tags.usersHint')}
            data={users?.map((one) => ({ value: one.id, label: one.fullName || one.email })) ?? []}
            searchable
            clearable
            {...form.getInputProps('userIds')}
          />
        )}
        <TextInput
          type="date"
          label={t('tags.lastDay')}
          description={t('tags.lastDayHint')}
          {...form.getInputProps('lastDay')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
