import { keepPreviousData, type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query'
import type { UseCaseInput, UseCaseName, UseCaseOutput } from '../../site/api.ts'
import { type ApiError, callUseCase } from './api.ts'

/** A question to the site; live changes keep the answer in step. */
export function useAnswer<N extends UseCaseName>(
  name: N,
  input: UseCaseInput<N>,
  options: { enabled?: boolean; keepPrevious?: boolean } = {},
): UseQueryResult<UseCaseOutput<N>, ApiError> {
  return useQuery<UseCaseOutput<N>, ApiError, UseCaseOutput<N>, readonly [N, UseCaseInput<N>]>({
    queryKey: [name, input],
    queryFn: () => callUseCase(name, input),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  }) as UseQueryResult<UseCaseOutput<N>, ApiError>
}

/** An order to the site. Who gives it says what came of it. */
export function useOrder<N extends UseCaseName>(name: N) {
  return useMutation<UseCaseOutput<N>, ApiError, UseCaseInput<N>>({ mutationFn: (input) => callUseCase(name, input) })
}
