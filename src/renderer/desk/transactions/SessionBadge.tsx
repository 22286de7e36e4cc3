import { Badge } from '@mantine/core'
import { IconAlertTriangle, IconBolt, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TransactionView } from '../../../site/transactions/transaction.ts'

/** Running, ended, or begun with a tag that the station was told not to accept. */
export function SessionBadge({ transaction }: { transaction: TransactionView }) {
  const { t } = useTranslation()
  const { stoppedAt, authorization } = transaction
  if (authorization !== null && authorization !== 'Accepted')
    return (
      <Badge color="orange" leftSection={<IconAlertTriangle size={13} aria-hidden />}>
        {t('transactions.notAccepted')}
      </Badge>
    )
  return stoppedAt === null ? (
    <Badge color="blue" leftSection={<IconBolt size={13} aria-hidden />}>
      {t('transactions.states.running')}
    </Badge>
  ) : (
    <Badge color="gray" leftSection={<IconCheck size={13} aria-hidden />}>
      {t('transactions.states.ended')}
    </Badge>
  )
}
