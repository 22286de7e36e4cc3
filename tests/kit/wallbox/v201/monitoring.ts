import type {
  EventDataType,
  EventNotificationEnumType,
  EventTriggerEnumType,
  MonitorEnumType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Located, lookUp, shown } from './device-model.ts'
import { notifyEvents } from './notify-event.ts'

/** Who made a monitor: the hardware, the maker, or the server. */
export type MonitorKind = 'hard-wired' | 'preconfigured' | 'custom'

export interface Monitor {
  readonly id: number
  readonly kind: MonitorKind
  readonly located: Located
  readonly type: MonitorEnumType
  /** threshold, least change, or seconds between events */
  readonly value: number
  /** 0 (danger) … 9 (debug) */
  readonly severity: number
  /** only while a charge runs */
  readonly transaction: boolean
  /** what it saw last (Delta) */
  last: string | undefined
  /** beyond its threshold */
  alerting: boolean
  /** when a periodic event is due, in the box's own time */
  dueMs: number | undefined
}

export interface Monitoring {
  base: 'All' | 'FactoryDefault' | 'HardWiredOnly'
  /** events of a higher severity number are not told */
  level: number
  monitors: Monitor[]
  nextId: number
  nextEventId: number
}

/** Ids below are those of the maker. */
const FIRST_CUSTOM_ID = 100

export function createMonitoring(): Monitoring {
  return { base: 'All', level: 9, monitors: [], nextId: FIRST_CUSTOM_ID, nextEventId: 1 }
}

/** The monitors a box leaves the factory with. */
export function factoryMonitors(box: Box): Monitor[] {
  return [
    make(box, 1, 'hard-wired', 'CaseAccessSensor', 'Tripped', 'Delta', 1, 1),
    make(box, 2, 'preconfigured', 'TemperatureSensor', 'Temperature', 'UpperThreshold', 80, 4),
  ]
}

function make(
  box: Box,
  id: number,
  kind: MonitorKind,
  component: string,
  variable: string,
  type: MonitorEnumType,
  value: number,
  severity: number,
): Monitor {
  const located = lookUp(box, { name: component }, { name: variable }) as Located
  return armed(box, { id, kind, located, type, value, severity, transaction: false })
}

/** A monitor that begins to watch now: what is so already is no event, except beyond a threshold. */
export function armed(box: Box, monitor: Omit<Monitor, 'last' | 'alerting' | 'dueMs'>): Monitor {
  return { ...monitor, last: shown(box, monitor.located), alerting: false, dueMs: nextDue(box, monitor) }
}

/** Looks at everything that is watched and tells what has crossed, changed or fallen due (N07, N08). */
export function checkMonitors(box: Box): void {
  const { monitoring } = box.memory
  const events: { data: EventDataType; severity: number }[] = []
  for (const monitor of monitoring.monitors) {
    const tx = box.connectors.find((c) => c.tx && (monitor.located.evseId === 0 || c.id === monitor.located.evseId))?.tx
    if (monitor.transaction && !tx) continue
    const value = shown(box, monitor.located)
    if (value === undefined) continue
    const seen = look(box, monitor, value)
    if (!seen || monitor.severity > monitoring.level) continue
    const data: EventDataType = {
      eventId: monitoring.nextEventId++,
      timestamp: box.stamp(),
      trigger: seen.trigger,
      actualValue: value,
      ...(seen.cleared === undefined ? {} : { cleared: seen.cleared }),
      ...(tx ? { transactionId: tx.uid } : {}),
      component: monitor.located.component,
      variable: monitor.located.name,
      variableMonitoringId: monitor.id,
      eventNotificationType: NOTIFICATIONS[monitor.kind],
    }
    events.push({ data, severity: monitor.severity })
  }
  if (events.length > 0) notifyEvents(box, events)
}

const NOTIFICATIONS = {
  'hard-wired': 'HardWiredMonitor',
  preconfigured: 'PreconfiguredMonitor',
  custom: 'CustomMonitor',
} as const satisfies Record<MonitorKind, EventNotificationEnumType>

/** Does the monitor have something to say? Takes note of what it saw. */
function look(
  box: Box,
  monitor: Monitor,
  value: string,
): { trigger: EventTriggerEnumType; cleared?: boolean } | undefined {
  switch (monitor.type) {
    case 'UpperThreshold':
    case 'LowerThreshold': {
      const beyond = monitor.type === 'UpperThreshold' ? Number(value) > monitor.value : Number(value) < monitor.value
      if (beyond === monitor.alerting) return undefined
      monitor.alerting = beyond
      return { trigger: 'Alerting', cleared: !beyond }
    }
    case 'Delta': {
      // Of what is no number any change counts (N04, table of MonitorEnumType).
      const numeric = monitor.located.variable.type === 'integer' || monitor.located.variable.type === 'decimal'
      const change = numeric ? Math.abs(Number(value) - Number(monitor.last)) >= monitor.value : value !== monitor.last
      if (!change) return undefined
      monitor.last = value
      return { trigger: 'Delta' }
    }
    case 'Periodic':
    case 'PeriodicClockAligned':
      if (monitor.dueMs === undefined || box.nowMs() < monitor.dueMs) return undefined
      monitor.dueMs = nextDue(box, monitor)
      return { trigger: 'Periodic' }
    default:
      return undefined
  }
}

function nextDue(box: Box, { type, value }: Pick<Monitor, 'type' | 'value'>): number | undefined {
  const now = box.nowMs()
  const everyMs = value * 1000
  if (type === 'Periodic') return now + everyMs
  return type === 'PeriodicClockAligned' ? now + everyMs - (now % everyMs) : undefined
}
