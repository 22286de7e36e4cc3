import type { UseCaseInput } from '../../../site/api.ts'
import { endOfDate, startOfDate } from '../../ui/zone.ts'

/** As the address of the page holds it; empty means: all. */
export interface TransactionFilter {
  station: string
  tag: string
  state: '' | 'running' | 'ended'
  /** yyyy-mm-dd, whole days in the site's zone. */
  from: string
  to: string
}

export const everyTransaction: TransactionFilter = { station: '', tag: '', state: '', from: '', to: '' }

const isoDate = /^\d{4}-\d{2}-\d{2}$/

export function filterOf(params: URLSearchParams): TransactionFilter {
  const state = params.get('state')
  const date = (name: string) => {
    const text = params.get(name) ?? ''
    return isoDate.test(text) && !Number.isNaN(Date.parse(text)) ? text : ''
  }
  return {
    station: params.get('station') ?? '',
    tag: params.get('tag') ?? '',
    state: state === 'running' || state === 'ended' ? state : '',
    from: date('from'),
    to: date('to'),
  }
}

export function paramsOf(filter: TransactionFilter): URLSearchParams {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
}

/** What the controller is asked. `to` of the site is the instant before which a session began. */
export function inputOf(filter: TransactionFilter, timeZone: string): UseCaseInput<'transactions.totals'> {
  const { station, tag, state, from, to } = filter
  return {
    ...(station === '' ? {} : { stationId: station }),
    ...(tag.trim() === '' ? {} : { tag: tag.trim() }),
    ...(state === '' ? {} : { state }),
    ...(from === '' ? {} : { from: startOfDate(from, timeZone) }),
    ...(to === '' ? {} : { to: endOfDate(to, timeZone) }),
  }
}
