import { z } from 'zod'
import type { StoredSample } from '../../src/site/connectors/connector.store.ts'
import type { StartRequestView, TransactionView } from '../../src/site/transactions/transaction.ts'
import { instant, isoOf, moneySchema, percent, priceMicros, wattHours, watts } from './wire.ts'

export const transactionSchema = z
  .strictObject({
    id: z.string(),
    state: z.enum(['running', 'ended']),
    stationId: z.string(),
    stationName: z.string(),
    connectorId: z.int(),
    evse: z.int(),
    connector: z.int(),
    startTag: z.string().nullable().meta({ description: 'Id of the tag it was started with.' }),
    tagName: z.string().nullable(),
    userId: z.string().nullable(),
    userName: z.string().nullable(),
    authorization: z.string().nullable().meta({
      description: 'What the station was told about the tag: Accepted, Blocked, Expired, Invalid, ConcurrentTx.',
    }),
    startedAt: instant,
    stoppedAt: instant.nullable(),
    durationMs: z.int().nullable().meta({ description: 'Milliseconds from start to stop; null while it runs.' }),
    meterStartWh: wattHours.nullable(),
    meterStopWh: wattHours.nullable(),
    startReason: z.string(),
    stopReason: z.string().nullable(),
    stopTag: z.string().nullable(),
    energyWh: wattHours,
    powerW: watts.nullable().meta({ description: 'W now; null when it has ended.' }),
    peakPowerW: watts.nullable(),
    averagePowerW: watts.nullable(),
    soc: percent.nullable(),
    chargingState: z.string().nullable(),
    pricePerKWhMicros: priceMicros,
    cost: moneySchema.meta({ description: 'So far, or at the end.' }),
    revision: z.int().meta({ description: 'Grows with every change of the session.' }),
  })
  .meta({ id: 'Transaction', description: 'A charging session.' })

export type TransactionDto = z.infer<typeof transactionSchema>

export function transactionOf(view: TransactionView): TransactionDto {
  return {
    id: view.uid,
    state: view.stoppedAt === null ? 'running' : 'ended',
    stationId: view.stationId,
    stationName: view.stationName,
    connectorId: view.connectorId,
    evse: view.evseNo,
    connector: view.connectorNo,
    startTag: view.startTag,
    tagName: view.tagName,
    userId: view.userId,
    userName: view.userName,
    authorization: view.authorization,
    startedAt: isoOf(view.startedAt),
    stoppedAt: isoOf(view.stoppedAt),
    durationMs: view.durationMs,
    meterStartWh: view.meterStartWh,
    meterStopWh: view.meterStopWh,
    startReason: view.startReason,
    stopReason: view.stopReason,
    stopTag: view.stopTag,
    energyWh: view.energyWh,
    powerW: view.powerW,
    peakPowerW: view.peakPowerW,
    averagePowerW: view.averagePowerW,
    soc: view.soc,
    chargingState: view.chargingState,
    pricePerKWhMicros: view.pricePerKWhMicros,
    cost: { minor: view.costMinor, currency: view.currency },
    revision: view.revision,
  }
}

const perPhase = z.array(z.number().nullable()).optional()

export const sampleSchema = z
  .strictObject({
    at: instant,
    context: z.string().meta({ description: 'Why it was read: begin, periodic, end, …' }),
    meterWh: wattHours.nullable().meta({ description: 'Wh, register of the meter.' }),
    powerW: watts.nullable(),
    soc: percent.nullable(),
    phases: z
      .strictObject({
        powerW: perPhase.meta({ description: 'W of L1, L2, L3.' }),
        currentA: perPhase.meta({ description: 'A of L1, L2, L3.' }),
        voltageV: perPhase.meta({ description: 'V of L1, L2, L3.' }),
      })
      .nullable(),
    signed: z.array(z.string()).meta({ description: 'Signed readings of the meter, as they came.' }),
    other: z
      .record(z.string(), z.string())
      .meta({ description: 'What else the station measured: name to value with unit.' }),
  })
  .meta({ id: 'Sample', description: 'One reading of a session.' })

export function sampleOf(sample: StoredSample): z.infer<typeof sampleSchema> {
  const { powerW, currentA, voltageV, signed, other } = sample.detail ?? {}
  const phases = { ...(powerW && { powerW }), ...(currentA && { currentA }), ...(voltageV && { voltageV }) }
  return {
    at: isoOf(sample.at),
    context: sample.context,
    meterWh: sample.energyWh,
    powerW: sample.powerW,
    soc: sample.soc,
    phases: Object.keys(phases).length > 0 ? phases : null,
    signed: signed ?? [],
    other: other ?? {},
  }
}

export const startRequestSchema = z
  .strictObject({
    requestId: z.string(),
    connectorId: z.int(),
    state: z.enum(['sent', 'accepted', 'refused', 'unanswered', 'started']).meta({
      description:
        'sent: the station was asked. accepted: it will start when the car is ready. started: the session runs. refused, unanswered: the station did not want to, or did not answer in time.',
    }),
    transactionId: z.string().nullable().meta({ description: 'The session, once it runs.' }),
    requestedAt: instant,
  })
  .meta({ id: 'StartRequest', description: 'A wish to charge, and what became of it.' })

export type StartRequestDto = z.infer<typeof startRequestSchema>

export function startRequestOf(view: StartRequestView): StartRequestDto {
  return {
    requestId: view.id,
    connectorId: view.connectorId,
    state: view.state,
    transactionId: view.transactionUid,
    requestedAt: isoOf(view.requestedAt),
  }
}

export const transactionExample: TransactionDto = {
  id: '0b9c2f0e-54b4-4d11-9c77-3b8f1f9a2a10',
  state: 'running',
  stationId: 'BOX-1',
  stationName: 'Car park, left',
  connectorId: 7,
  evse: 1,
  connector: 1,
  startTag: '04A1B2C3',
  tagName: 'Key fob of Ada',
  userId: '6c1f6f0a-3a0d-4f8e-9d0c-4f7f6b8f3f11',
  userName: 'Ada Example',
  authorization: 'Accepted',
  startedAt: '2026-03-01T17:30:00.000Z',
  stoppedAt: null,
  durationMs: null,
  meterStartWh: 1200000,
  meterStopWh: null,
  startReason: 'Remote',
  stopReason: null,
  stopTag: null,
  energyWh: 7360,
  powerW: 11040,
  peakPowerW: 11090,
  averagePowerW: 10800,
  soc: 64,
  chargingState: 'Charging',
  pricePerKWhMicros: 300000,
  cost: { minor: 221, currency: 'EUR' },
  revision: 41,
}

export const sampleExample: z.infer<typeof sampleSchema> = {
  at: '2026-03-01T17:40:00.000Z',
  context: 'periodic',
  meterWh: 1201840,
  powerW: 11040,
  soc: 52,
  phases: { powerW: [3680, 3680, 3680], currentA: [16, 16, 16] },
  signed: [],
  other: {},
}

export const startRequestExample: StartRequestDto = {
  requestId: '5f0d5c1e-8f6f-4a55-8a43-3d3c1a4ef0b2',
  connectorId: 7,
  state: 'accepted',
  transactionId: null,
  requestedAt: '2026-03-01T17:29:58.000Z',
}
