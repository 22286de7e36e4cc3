import { Button, Card, Center, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconReceipt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { PageHeader } from '../PageHeader.tsx'
import { useSignedIn } from '../session/SessionProvider.tsx'
import { Failed } from '../states/Failed.tsx'
import { Nothing } from '../states/Nothing.tsx'
import { Waiting } from '../states/Waiting.tsx'
import { useAnswer } from '../use-use-case.ts'
import { QuarantineNotice } from './QuarantineNotice.tsx'
import { Totals } from './Totals.tsx'
import { TransactionFilters } from './TransactionFilters.tsx'
import { TransactionTable } from './TransactionTable.tsx'
import { everyTransaction, filterOf, inputOf, paramsOf } from './transaction-filter.ts'
import { useTransactions } from './use-transactions.ts'

export function TransactionsPage() {
  const { t } = useTranslation()
  const { site } = useSignedIn()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const [settled] = useDebouncedValue(params.toString(), 250)
  const input = inputOf(filterOf(new URLSearchParams(settled)), site.timeZone)
  const totals = useAnswer('transactions.totals', input, { keepPrevious: true })
  const list = useTransactions(input)
  const rows = list.data
  const isFiltered = params.size > 0
  return (
    <Stack gap="lg">
      <PageHeader title={t('nav.transactions')} />
      <QuarantineNotice />
      <TransactionFilters filter={filter} onChange={(next) => setParams(paramsOf(next), { replace: true })} />
      <Totals totals={totals.data} />
      {list.error && <Failed error={list.error} retry={list.refetch} />}
      {list.isPending && <Waiting rows={8} height={44} />}
      {rows?.length === 0 && (
        <Card>
          <Nothing
            icon={<IconReceipt />}
            title={t(isFiltered ? 'transactions.noMatch' : 'transactions.none')}
            text={t(isFiltered ? 'transactions.noMatchText' : 'transactions.noneText')}
          >
            {isFiltered && (
              <Button variant="default" onClick={() => setParams(paramsOf(everyTransaction))}>
                {t('transactions.showAll')}
              </Button>
            )}
          </Nothing>
        </Card>
      )}
      {rows && rows.length > 0 && <TransactionTable rows={rows} />}
      {list.hasNextPage && (
        <Center>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('transactions.more')}
          </Button>
        </Center>
      )}
    </Stack>
  )
}
