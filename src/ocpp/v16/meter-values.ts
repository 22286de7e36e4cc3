import { MeterValuesRequest, MeterValuesResponse } from '../generated/v16/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { type ReadingGroup, samplesOf } from '../readings.ts'
import { hasDoubtfulRegister, readingsOf16 } from './meter-value.ts'

/** 1.6 section 4.7. Connector 0 is the station's main meter. */
export const meterValues = incoming({
  request: MeterValuesRequest,
  response: MeterValuesResponse,
  fact: true,
  tolerance: {
    missing: {
      '/meterValue/*/timestamp': '1970-01-01T00:00:00Z',
      '/meterValue/*/sampledValue': [],
      '/meterValue/*/sampledValue/*/value': '',
    },
  },
  handle: (turn, { connectorId, transactionId, meterValue }) => {
    const ocppTransactionId = transactionId === undefined ? null : String(transactionId)
    const groups = readingsOf16(meterValue)
    const samples = samplesOf(groups, {
      receivedAt: turn.receivedAt,
      registerWh: registerAtStart(turn, ocppTransactionId, groups),
    })
    turn.run('connectors.recordReadings', {
      evseNo: connectorId,
      connectorNo: null,
      ocppTransactionId,
      samples,
      payload: turn.payload,
    })
    return {}
  },
})

/** meterStart is in Wh by its definition, so it shows when readings are not. */
function registerAtStart(turn: Turn, ocppTransactionId: string | null, groups: readonly ReadingGroup[]) {
  if (ocppTransactionId === null || !hasDoubtfulRegister(groups)) return undefined
  return turn.run('transactions.meterStart', { ocppTransactionId }) ?? undefined
}
