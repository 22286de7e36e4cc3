import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconBookmark, IconDeviceFloppy, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuarantinedFact } from '../../../site/quarantine/quarantine.ts'
import type { ApiError } from '../api.ts'
import { FieldProblems } from '../fields/FieldProblems.tsx'
import { JsonInput } from '../fields/JsonInput.tsx'
import { prettyFrame } from '../stations/message-filter.ts'
import { useErrorText } from '../use-error-text.ts'
import { useNotify } from '../use-notify.tsx'
import { useOrder } from '../use-use-case.ts'

/** Repair, book, discard. */
export function FactForm({ fact, onDone }: { fact: QuarantinedFact; onDone: () => void }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const errorText = useErrorText()
  const repair = useOrder('quarantine.repair')
  const book = useOrder('quarantine.book')
  const discard = useOrder('quarantine.discard')
  const before = prettyFrame(fact.repaired ?? fact.payload)
  const [payload, setPayload] = useState(before)
  const [error, setError] = useState<ApiError | null>(null)
  const [discarding, setDiscarding] = useState(false)
  const [reason, setReason] = useState('')
  const isChanged = payload !== before
  const fields = error?.details.fields
  const busy = repair.isPending || book.isPending || discard.isPending
  const carryOut = async (run: () => Promise<unknown>, done: string, close: boolean) => {
    setError(null)
    try {
      await run()
      notify.done(done)
      if (close) onDone()
    } catch (failure) {
      setError(failure as ApiError)
    }
  }
  const { id } = fact
  const saved = () => (isChanged ? repair.mutateAsync({ id, payload }) : Promise.resolve())
  return (
    <Stack gap="md">
      <JsonInput
        label={t('quarantinePage.payload')}
        description={t('quarantinePage.payloadHint')}
        value={payload}
        onChange={setPayload}
      />
      {error && fields && <FieldProblems title={t('quarantinePage.wrong')} fields={fields} />}
      {error && !fields && (
        <Alert color="red" icon={<IconAlertTriangle />} role="alert">
          {errorText(error)} {typeof error.details.reason === 'string' && error.details.reason}
        </Alert>
      )}
      {discarding ? (
        <Stack gap="xs">
          <TextInput
            label={t('quarantinePage.discardReason')}
            description={t('quarantinePage.discardReasonHint')}
            value={reason}
            maxLength={500}
            autoFocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setDiscarding(false)}>
              {t('common.cancel')}
            </Button>
            <Button
              color="red"
              loading={discard.isPending}
              disabled={reason.trim() === ''}
              onClick={() =>
                void carryOut(() => discard.mutateAsync({ id, reason }), t('quarantinePage.discardDone'), true)
              }
            >
              {t('quarantinePage.discardNow')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Group justify="space-between">
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} />}
            disabled={busy}
            onClick={() => setDiscarding(true)}
          >
            {t('quarantinePage.discard')}
          </Button>
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconDeviceFloppy size={16} />}
              disabled={!isChanged || busy}
              onClick={() => void carryOut(saved, t('quarantinePage.repairDone'), false)}
            >
              {t('quarantinePage.repair')}
            </Button>
            <Button
              leftSection={<IconBookmark size={16} />}
              loading={busy}
              onClick={() =>
                void carryOut(
                  async () => {
                    await saved()
                    await book.mutateAsync({ id })
                  },
                  t('quarantinePage.bookDone'),
                  true,
                )
              }
            >
              {t(isChanged ? 'quarantinePage.repairAndBook' : 'quarantinePage.book')}
            </Button>
          </Group>
        </Group>
      )}
    </Stack>
  )
}
