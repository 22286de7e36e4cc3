import { Card } from '@mantine/core'
import { IconPlugConnectedX, IconTerminal2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../../site/stations/station.ts'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import classes from './Console.module.css'
import { ConsoleEntry, type Sent } from './ConsoleEntry.tsx'
import { RequestForm } from './RequestForm.tsx'
import { SchemaCard } from './SchemaCard.tsx'

/** Older ones are in the message log. */
const mostKept = 50

/** Any request in the station's own protocol, for people who know it. */
export function StationConsole({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState({ action: '', payload: '' })
  const [history, setHistory] = useState<Sent[]>([])
  const { id, online, protocol } = station
  const actions = useAnswer('stations.requestActions', { id }, { enabled: online })
  const known = actions.data?.actions.includes(draft.action) ?? false
  const schema = useAnswer('stations.requestSchema', { id, action: draft.action }, { enabled: online && known })
  if (!online && history.length === 0)
    return (
      <Card>
        <Nothing icon={<IconPlugConnectedX />} title={t('console.offline')} text={t('console.offlineText')} />
      </Card>
    )
  if (actions.error) return <Failed error={actions.error} retry={actions.refetch} />
  if (!actions.data) return <Waiting rows={4} />
  return (
    <div className={classes.panes}>
      <div>
        <Card component="section" mb="lg" aria-label={t('station.tabs.console')}>
          <RequestForm
            station={station}
            protocol={actions.data.protocol || protocol || ''}
            actions={actions.data.actions}
            schema={known ? schema.data : undefined}
            draft={draft}
            onDraft={setDraft}
            onSent={(sent) => setHistory((before) => [{ ...sent, no: before.length }, ...before].slice(0, mostKept))}
          />
        </Card>
        {known && schema.data && <SchemaCard schema={schema.data} />}
      </div>
      <section aria-label={t('console.history')}>
        {history.length === 0 ? (
          <Card>
            <Nothing icon={<IconTerminal2 />} title={t('console.historyNone')} text={t('console.historyNoneText')} />
          </Card>
        ) : (
          <ul style={{ margin: 0, padding: 0, display: 'grid', gap: 12 }}>
            {history.map((sent) => (
              <ConsoleEntry
                key={sent.no}
                sent={sent}
                onAgain={() => setDraft({ action: sent.action, payload: JSON.stringify(sent.payload, null, 2) })}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}
