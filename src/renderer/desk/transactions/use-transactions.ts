import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { UseCaseInput, UseCaseOutput } from '../../../site/api.ts'
import { type ApiError, callUseCase } from '../api.ts'

type Page = UseCaseOutput<'transactions.list'>

/** Sessions page by page, the latest first; live changes keep the shown rows in step. */
export function useTransactions(filter: UseCaseInput<'transactions.totals'>) {
  return useInfiniteQuery<Page, ApiError, Page['items'], unknown[], string | undefined>({
    queryKey: ['transactions.list', 'pages', filter],
    queryFn: ({ pageParam }) =>
      callUseCase('transactions.list', {
        ...filter,
        limit: 50,
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    placeholderData: keepPreviousData,
  })
}
