import { Anchor, Card, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { TransactionView } from '../../../site/transactions/transaction.ts'
import { useNow } from '../live/use-now.ts'
import { useFormat } from '../use-format.ts'
import { SessionBadge } from './SessionBadge.tsx'
import classes from './Transactions.module.css'

export function TransactionTable({ rows }: { rows: TransactionView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const now = useNow(10_000)
  return (
    <Card padding={0}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('transactions.started')}</Table.Th>
            <Table.Th visibleFrom="xs">{t('transactions.station')}</Table.Th>
            <Table.Th visibleFrom="md">{t('transactions.tag')}</Table.Th>
            <Table.Th visibleFrom="sm" ta="end">
              {t('values.duration')}
            </Table.Th>
            <Table.Th ta="end">{t('values.energy')}</Table.Th>
            <Table.Th ta="end">{t('values.cost')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('transactions.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            // the link in the first cell is the way for keys and screen readers
            <Table.Tr
              key={row.uid}
              className={classes.row ?? ''}
              onClick={() => void navigate(`/transactions/${row.uid}`)}
              data-transaction={row.uid}
            >
              <Table.Td>
                <Anchor
                  component={Link}
                  to={`/transactions/${row.uid}`}
                  c="bright"
                  size="sm"
                  onClick={(event) => event.stopPropagation()}
                >
                  {format.dateTime(row.startedAt)}
                </Anchor>
                <Text size="xs" c="dimmed" hiddenFrom="xs">
                  {row.stationName}
                </Text>
                <Text size="xs" c={row.stoppedAt === null ? 'blue' : 'dimmed'} hiddenFrom="sm">
                  {row.stoppedAt === null ? t('transactions.states.running') : (row.tagName ?? row.startTag)}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="xs">
                <Text size="sm">{row.stationName}</Text>
                <Text size="xs" c="dimmed">
                  {t('stations.connector', { no: row.evseNo })}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="md">
                <Text size="sm">{row.tagName || row.startTag || t('transactions.noTag')}</Text>
                <Text size="xs" c="dimmed">
                  {row.userName ?? (row.tagName ? row.startTag : '')}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm" ta="end">
                {format.duration((row.stoppedAt ?? now) - row.startedAt)}
              </Table.Td>
              <Table.Td ta="end" className={classes.number ?? ''}>
                {format.energy(row.energyWh)}
              </Table.Td>
              <Table.Td ta="end" className={classes.number ?? ''}>
                {format.money(row.costMinor, row.currency)}
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <SessionBadge transaction={row} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  )
}
