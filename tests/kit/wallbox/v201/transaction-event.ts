import type {
  ChargingStateEnumType,
  ReasonEnumType,
  TransactionEventRequest,
  TransactionEventResponse,
  TriggerReasonEnumType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector, Phase, SampleContext, StartCause, StopCause, Transaction, Who } from '../box.ts'
import { deauthorize } from '../charging.ts'
import { phaseOf } from '../phase.ts'
import { read } from '../physics.ts'
import { idToken } from './call.ts'
import { rememberCost } from './costs.ts'
import { showToDriver } from './display-messages.ts'
import { meterValues } from './meter-values.ts'
import { meterValue201 } from './sampled-values.ts'

const START_TRIGGERS = {
  card: 'Authorized',
  remote: 'RemoteStart',
  plug: 'CablePluggedIn',
} as const satisfies Record<StartCause, TriggerReasonEnumType>

const ENDS = {
  card: ['StopAuthorized', 'Local'],
  remote: ['RemoteStop', 'Remote'],
  unplug: ['EVCommunicationLost', 'EVDisconnected'],
  deauthorized: ['Deauthorized', 'DeAuthorized'],
  'power-loss': ['AbnormalCondition', 'PowerLoss'],
  'hard-reset': ['ResetCommand', 'ImmediateReset'],
  'soft-reset': ['ResetCommand', 'ImmediateReset'],
  unlock: ['UnlockCommand', 'Other'],
  fault: ['AbnormalCondition', 'Other'],
} as const satisfies Record<StopCause, [TriggerReasonEnumType, ReasonEnumType]>

/** Started (E01, E02). The evse and the token come here and, as on real stations, in no later event. */
export function started(box: Box, c: Connector, tx: Transaction, cause: StartCause | undefined): void {
  event(box, c, tx, 'Started', {
    triggerReason: cause ? START_TRIGGERS[cause] : 'CablePluggedIn',
    evse: { id: c.id, connectorId: 1 },
    ...(tx.idTag === undefined ? {} : { idToken: idToken(tx.idTag, tx.tokenType) }),
    meterValue: [meterValue201(box, c, 'begin')],
  })
}

/** The driver of a transaction that began with the plug (TxStartPoint EVConnected, E03). */
export function authorized(box: Box, c: Connector, tx: Transaction, cause: StartCause): void {
  event(box, c, tx, 'Updated', {
    triggerReason: START_TRIGGERS[cause],
    ...(tx.idTag === undefined ? {} : { idToken: idToken(tx.idTag, tx.tokenType) }),
  })
}

/** Updated: charging, pausing or full. */
export function phaseChanged(box: Box, c: Connector, tx: Transaction): void {
  event(box, c, tx, 'Updated', { triggerReason: 'ChargingStateChanged' })
}

/** K12.FR.03: the limit of the charge was changed from outside. */
export function rateChanged(box: Box, c: Connector): void {
  if (c.tx) event(box, c, c.tx, 'Updated', { triggerReason: 'ChargingRateChanged' })
}

/** A reading: within a transaction by its events (J02), else by MeterValues (J01). */
export function sampled(box: Box, c: Connector, when: SampleContext): void {
  const { tx } = c
  if (!tx) {
    meterValues(box, c, when)
    return
  }
  const { powerW, energyWh, soc } = read(c.evse)
  const battery = soc === undefined ? '' : `, battery ${soc} %`
  box.happened('sample', `${(powerW / 1000).toFixed(1)} kW, meter ${(energyWh / 1000).toFixed(3)} kWh${battery}`, c.id)
  event(box, c, tx, 'Updated', {
    triggerReason: when === 'trigger' ? 'Trigger' : 'MeterValuePeriodic',
    meterValue: [meterValue201(box, c, when)],
  })
}

/** Ended (E06…E08); the token of who ended it, if anybody. */
export function ended(box: Box, c: Connector, tx: Transaction, cause: StopCause, who: Who | undefined): void {
  const [triggerReason, stoppedReason] = ENDS[cause]
  event(
    box,
    c,
    tx,
    'Ended',
    {
      triggerReason,
      ...(who ? { idToken: idToken(who.idTag, who.tokenType) } : {}),
      meterValue: [meterValue201(box, c, 'end')],
    },
    stoppedReason,
  )
}

type Details = Omit<TransactionEventRequest, 'eventType' | 'timestamp' | 'seqNo' | 'offline' | 'transactionInfo'>

function event(
  box: Box,
  c: Connector,
  tx: Transaction,
  eventType: TransactionEventRequest['eventType'],
  details: Details,
  stoppedReason?: ReasonEnumType,
): void {
  const chargingState = stoppedReason ? (c.evse.car ? 'EVConnected' : 'Idle') : chargingStateOf(box, c)
  const request: TransactionEventRequest = {
    eventType,
    timestamp: box.stamp(),
    seqNo: tx.seqNo++,
    ...(box.online ? {} : { offline: true }),
    ...details,
    ...(eventType === 'Started' && tx.reservationId !== undefined ? { reservationId: tx.reservationId } : {}),
    transactionInfo: {
      transactionId: tx.uid,
      chargingState,
      ...(stoppedReason ? { stoppedReason } : {}),
      ...(tx.remoteStartId === undefined ? {} : { remoteStartId: tx.remoteStartId }),
    },
  }
  box.fact({
    action: 'TransactionEvent',
    about: tx.uid,
    label: `${eventType} ${request.seqNo} of the charge on EVSE ${c.id}`,
    droppable: eventType === 'Updated' && details.idToken === undefined,
    payload: () => request,
    onAnswer: (answer) => {
      const { idTokenInfo: info, totalCost, updatedPersonalMessage } = answer as TransactionEventResponse
      if (totalCost !== undefined) rememberCost(box, tx.uid, totalCost)
      const message = updatedPersonalMessage ?? info?.personalMessage
      if (message) showToDriver(box, c, message)
      if (!info || eventType === 'Ended') return
      if (info.status !== 'Accepted') deauthorize(box, c, tx, info.status)
      else if (tx.idTag !== undefined) {
        tx.group = info.groupIdToken?.idToken ?? tx.group
        box.cache.set(tx.idTag.toLowerCase(), { idTag: tx.idTag, group: tx.group, tokenType: tx.tokenType })
      }
    },
  })
}

const CHARGING_STATES: Partial<Record<Phase, ChargingStateEnumType>> = {
  charging: 'Charging',
  'suspended-ev': 'SuspendedEV',
  'suspended-evse': 'SuspendedEVSE',
}

function chargingStateOf(box: Box, c: Connector): ChargingStateEnumType {
  return CHARGING_STATES[phaseOf(box, c)] ?? (c.evse.car ? 'EVConnected' : 'Idle')
}
