/** One frame from or to a station, as the desk shows it. Secrets are masked. */
export interface LoggedMessage {
  id: number
  accountId: string
  stationId: string
  at: number
  direction: 'in' | 'out'
  action: string | null
  kind: 'call' | 'result' | 'error' | 'invalid'
  messageId: string | null
  frame: string
  note: string | null
}
