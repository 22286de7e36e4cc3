import type { ConnectorView } from '../../../site/connectors/connector.ts'
import { useRunningTransaction } from '../live/use-live.ts'
import { useAnswer } from '../use-use-case.ts'
import { SessionPowerCard } from './SessionPowerCard.tsx'

/** The power of the session that runs on a connector, else of the last one. */
export function LatestSession({ connector, several }: { connector: ConnectorView; several: boolean }) {
  const running = useRunningTransaction(connector.transactionUid)
  const { data } = useAnswer('transactions.list', { connectorId: connector.id, limit: 1 })
  const session = running ?? data?.items[0]
  if (!session) return null
  return <SessionPowerCard key={session.uid} session={session} no={several ? connector.evseNo : null} />
}
