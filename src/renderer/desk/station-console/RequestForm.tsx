import { Alert, Autocomplete, Button, Group, Stack, Switch, Text } from '@mantine/core'
import { IconAlertTriangle, IconSend, IconWand } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import type { StationView } from '../../../site/stations/station.ts'
import { FieldProblems } from '../fields/FieldProblems.tsx'
import { JsonInput } from '../fields/JsonInput.tsx'
import { useOrder } from '../use-use-case.ts'
import type { Sent } from './ConsoleEntry.tsx'
import { parsedJson } from './json.ts'
import { examplePayload } from './schema-fields.ts'

interface Draft {
  action: string
  payload: string
}

interface Props {
  station: StationView
  protocol: string
  actions: string[]
  schema: UseCaseOutput<'stations.requestSchema'> | undefined
  draft: Draft
  onDraft: (draft: Draft) => void
  onSent: (sent: Omit<Sent, 'no'>) => void
}

export function RequestForm({ station, protocol, actions, schema, draft, onDraft, onSent }: Props) {
  const { t } = useTranslation()
  const request = useOrder('stations.request')
  const [force, setForce] = useState(false)
  const [problems, setProblems] = useState<Record<string, string>>({})
  const parsed = parsedJson(draft.payload)
  const { action: actionProblem, ...payloadProblems } = problems
  const change = (next: Draft) => {
    setProblems({})
    onDraft(next)
  }
  const send = () => {
    if (!('value' in parsed)) return
    const { action } = draft
    const { value: payload } = parsed
    const watch = stopwatch()
    setProblems({})
    const keep = (outcome: Sent['outcome']) =>
      onSent({ at: watch.at, tookMs: watch.tookMs(), action, payload, outcome })
    request.mutate(
      { id: station.id, action, payload, force },
      {
        onSuccess: keep,
        onError: (error) =>
          error.code === 'InvalidInput' && error.details.fields
            ? setProblems(error.details.fields)
            : keep({ failed: error }),
      },
    )
  }
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('console.text', { protocol })}
      </Text>
      <Autocomplete
        label={t('console.action')}
        placeholder={t('console.actionPlaceholder')}
        data={actions}
        limit={100}
        value={draft.action}
        error={actionProblem}
        onChange={(action) => change({ ...draft, action })}
        spellCheck={false}
      />
      <JsonInput
        label={t('console.payload')}
        value={draft.payload}
        error={'reason' in parsed ? t('console.notJson', { reason: parsed.reason }) : undefined}
        onChange={(payload) => change({ ...draft, payload })}
      />
      {schema && (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconWand size={14} />}
            onClick={() =>
              change({
                ...draft,
                payload: JSON.stringify(examplePayload(schema, new Date().toISOString()), null, 2),
              })
            }
          >
            {t('console.example')}
          </Button>
        </Group>
      )}
      {Object.keys(payloadProblems).length > 0 && <FieldProblems title={t('console.wrong')} fields={payloadProblems} />}
      <Switch label={t('console.force')} checked={force} onChange={(event) => setForce(event.currentTarget.checked)} />
      {force && (
        <Alert color="orange" icon={<IconAlertTriangle />}>
          {t('console.forceText')}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button
          leftSection={<IconSend size={16} />}
          loading={request.isPending}
          disabled={!station.online || draft.action.trim() === '' || 'reason' in parsed}
          onClick={send}
        >
          {t('console.send')}
        </Button>
      </Group>
    </Stack>
  )
}

function stopwatch() {
  const at = Date.now()
  return { at, tookMs: () => Date.now() - at }
}
