import { Badge, Button, Card, Group, Stack, Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UseCaseOutput } from '../../../site/api.ts'
import type { ApiError } from '../api.ts'
import classes from '../stations/Stations.module.css'
import { useErrorText } from '../use-error-text.ts'
import { useFormat } from '../use-format.ts'

export interface Sent {
  no: number
  at: number
  tookMs: number
  action: string
  payload: unknown
  outcome: UseCaseOutput<'stations.request'> | { failed: ApiError }
}

/** A request and what came of it. */
export function ConsoleEntry({ sent, onAgain }: { sent: Sent; onAgain: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const errorText = useErrorText()
  const { action, payload, outcome, at, tookMs } = sent
  return (
    <Card component="li" padding="md" data-sent={action} style={{ listStyle: 'none' }}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Group gap="xs">
            <Text fw={600}>{action}</Text>
            {'result' in outcome && <Badge color="teal">{t('console.answered')}</Badge>}
            {'error' in outcome && <Badge color="red">{t('console.refused', { code: outcome.error.code })}</Badge>}
            {'failed' in outcome && <Badge color="orange">{t('console.failed')}</Badge>}
            <Text size="xs" c="dimmed">
              {format.timeWithSeconds(at)} {t('console.took', { ms: tookMs })}
            </Text>
          </Group>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconArrowBackUp size={14} />}
            aria-label={t('console.again', { action })}
            onClick={onAgain}
          >
            {t('console.againShort')}
          </Button>
        </Group>
        <Frame label={t('console.sent')} value={payload} />
        {'result' in outcome && <Frame label={t('console.received')} value={outcome.result} />}
        {'error' in outcome && <Frame label={t('console.received')} value={outcome.error} />}
        {'failed' in outcome && <Text size="sm">{errorText(outcome.failed)}</Text>}
      </Stack>
    </Card>
  )
}

function Frame({ label, value }: { label: string; value: unknown }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <pre className={classes.frame}>{JSON.stringify(value, null, 2)}</pre>
    </div>
  )
}
