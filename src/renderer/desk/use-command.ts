import type { UseCaseInput, UseCaseName, UseCaseOutput } from '../../site/api.ts'
import type { ApiError } from './api.ts'
import { useNotify } from './use-notify.tsx'
import { useOrder } from './use-use-case.ts'

interface Words<O> {
  /** What was asked for: the headline if it fails. */
  title: string
  /** What is said when it is done. */
  done: string | ((output: O) => string)
  after?(output: O): unknown
}

/** An order that a button gives: says what came of it, also when the button is gone by then. */
export function useCommand<N extends UseCaseName>(name: N) {
  const { mutateAsync, isPending } = useOrder(name)
  const notify = useNotify()
  return {
    busy: isPending,
    run: (input: UseCaseInput<N>, { title, done, after }: Words<UseCaseOutput<N>>) => {
      mutateAsync(input).then(
        (output) => {
          notify.done(typeof done === 'string' ? done : done(output))
          after?.(output)
        },
        (error: ApiError) => notify.failed(title, error),
      )
    },
  }
}
