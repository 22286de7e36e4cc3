import { useParams } from 'react-router'
import { Failed } from '../states/Failed.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { SessionDetail } from './SessionDetail.tsx'

export function TransactionPage() {
  const { uid = '' } = useParams()
  const { data, error, refetch } = useAnswer('transactions.get', { uid })
  if (error) return <Failed error={error} retry={refetch} />
  if (!data) return <Waiting rows={4} />
  return <SessionDetail key={uid} transaction={data} />
}
