import type { Protocol } from '../kit/wallbox/dialect.ts'
import type { TranscriptLine } from '../kit/wallbox/transcript.ts'
import type { VirtualWallbox } from '../kit/wallbox/wallbox.ts'

/** A session as the box knows it: the number of the answer in 1.6, its own id in 2.0.1. */
export interface StartFact {
  readonly session: string
  readonly at: number
  readonly meterWh: number
  readonly idTag: string
}

export interface StopFact {
  readonly session: string
  readonly at: number
  readonly meterWh: number
}

export interface ReadingFact {
  readonly session: string
  readonly at: number
  readonly context: string
  readonly energyWh: number
}

/** One 2.0.1 TransactionEvent. */
export interface EventFact {
  readonly session: string
  readonly seqNo: number
}

interface MeterValue {
  timestamp: string
  sampledValue: { measurand?: string; context?: string; phase?: string; value: string | number }[]
}

/** Call payloads as far as the ledger reads them; the boxes hold each message against the schemas themselves. */
interface Payload {
  timestamp: string
  // 1.6
  idTag: string
  meterStart: number
  meterStop: number
  transactionId?: number
  meterValue?: MeterValue[]
  transactionData?: MeterValue[]
  // 2.0.1
  eventType: 'Started' | 'Updated' | 'Ended'
  seqNo: number
  idToken?: { idToken: string }
  transactionInfo: { transactionId: string }
}

/**
 * What the controller has taken on its word: every fact of one box that got a CALLRESULT, in the order of the answers. It
 * reads what went over the wire, and nothing else.
 */
export class Ledger {
  readonly starts: StartFact[] = []
  readonly stops: StopFact[] = []
  readonly readings: ReadingFact[] = []
  readonly events: EventFact[] = []
  /** CALLERRORs that answered a fact. */
  readonly refusals: string[] = []
  answers = 0
  readonly #protocol: Protocol
  #out: { id: string; action: string; payload: Payload } | undefined

  constructor(protocol: Protocol) {
    this.#protocol = protocol
  }

  take({ direction, frame }: TranscriptLine) {
    const [type, id, ...rest] = JSON.parse(frame) as [number, string, ...unknown[]]
    if (direction === 'sent' && type === 2) this.#out = { id, action: rest[0] as string, payload: rest[1] as Payload }
    if (direction !== 'received' || type === 2 || this.#out?.id !== id) return
    const { action, payload } = this.#out
    this.#out = undefined
    this.answers++
    if (type === 4) {
      this.refusals.push(`${action} was answered with ${frame}`)
      return
    }
    if (this.#protocol === 'ocpp1.6') this.#answered16(action, payload, rest[0] as { transactionId?: number })
    else if (action === 'TransactionEvent') this.#answered201(payload)
  }

  #answered16(action: string, payload: Payload, answer: { transactionId?: number }) {
    const at = Date.parse(payload.timestamp)
    if (action === 'StartTransaction')
      this.starts.push({ session: `${answer.transactionId}`, at, meterWh: payload.meterStart, idTag: payload.idTag })
    if (action === 'MeterValues') this.#read(`${payload.transactionId}`, payload.meterValue)
    if (action === 'StopTransaction') {
      this.#read(`${payload.transactionId}`, payload.transactionData)
      this.stops.push({ session: `${payload.transactionId}`, at, meterWh: payload.meterStop })
    }
  }

  #answered201({ eventType, seqNo, timestamp, idToken, meterValue, transactionInfo }: Payload) {
    const session = transactionInfo.transactionId
    const at = Date.parse(timestamp)
    this.events.push({ session, seqNo })
    const meterWh = this.#read(session, meterValue)
    if (eventType === 'Started')
      this.starts.push({ session, at, meterWh: meterWh ?? Number.NaN, idTag: idToken?.idToken ?? '' })
    if (eventType === 'Ended') this.stops.push({ session, at, meterWh: meterWh ?? Number.NaN })
  }

  /** @returns the register of the last one */
  #read(session: string, values: MeterValue[] = []): number | undefined {
    let last: number | undefined
    for (const [index, { timestamp, sampledValue }] of values.entries()) {
      const register = sampledValue.find((one) => one.measurand === 'Energy.Active.Import.Register')
      if (!register) continue
      last = Number(register.value)
      const context = contexts[register.context ?? ''] ?? ''
      const reading = { session, at: Date.parse(timestamp), context, energyWh: last }
      // beginning and end of a session that had no duration, told in one message: one reading, of one instant
      const before = this.readings.at(-1)
      const again = index > 0 && before?.at === reading.at && before.energyWh === reading.energyWh
      if (again) this.readings.pop()
      this.readings.push(reading)
    }
    return last
  }
}

/** As the site calls them. */
const contexts: Readonly<Record<string, string>> = {
  'Transaction.Begin': 'begin',
  'Sample.Periodic': 'periodic',
  'Transaction.End': 'end',
}

/** What was answered to a box so far. */
export function answeredFacts(box: VirtualWallbox): Ledger {
  const ledger = new Ledger(box.state().protocol)
  for (const line of box.transcript.lines) ledger.take(line)
  return ledger
}
