import type { Protocol } from '../kit/wallbox/dialect.ts'

/** How the day goes at a parking place: when cars come, and how long they stay. */
export type Habit = 'office' | 'visitors' | 'depot'

export interface DemoStation {
  readonly id: string
  readonly name: string
  readonly protocol: Protocol
  readonly vendor: string
  readonly model: string
  readonly firmware: string
  readonly connectors: number
  readonly powerW: number
  readonly phases: 1 | 3
  /** undefined: let in without a password */
  readonly password: string | undefined
  readonly pricePerKWhMicros: number | undefined
  readonly habit: Habit
}

export interface DemoTag {
  readonly idTag: string
  readonly name: string
  readonly owner: 'driver' | undefined
  readonly parent: string | undefined
  readonly blocked: boolean
  /** charges in the demo by itself; the driver's own is left to the one who tries the phone */
  readonly busy: boolean
}

export const SITE = {
  siteName: 'Riverside yard',
  accountName: 'Riverside Ltd',
  currency: 'EUR',
  pricePerKWhMicros: 320_000,
}

/** The site's wallboxes. Vendors are invented. */
export const STATIONS: readonly DemoStation[] = [
  {
    id: 'GARAGE-1',
    name: 'Garage, left',
    protocol: 'ocpp1.6',
    vendor: 'Voltara',
    model: 'Home 11',
    firmware: '1.9.3',
    connectors: 1,
    powerW: 11_000,
    phases: 3,
    password: 'garage-left-0001',
    pricePerKWhMicros: undefined,
    habit: 'office',
  },
  {
    id: 'GARAGE-2',
    name: 'Garage, right',
    protocol: 'ocpp1.6',
    vendor: 'Kilowatt & Sohn',
    model: 'KS-7 mono',
    firmware: '22.4',
    connectors: 1,
    powerW: 7_400,
    phases: 1,
    password: 'garage-right-0002',
    pricePerKWhMicros: undefined,
    habit: 'office',
  },
  {
    id: 'COURT-1',
    name: 'Courtyard 1',
    protocol: 'ocpp2.0.1',
    vendor: 'Elbstrom',
    model: 'Duo 22',
    firmware: '4.1.0-r7',
    connectors: 2,
    powerW: 22_000,
    phases: 3,
    password: 'courtyard-one-0003',
    pricePerKWhMicros: undefined,
    habit: 'office',
  },
  {
    id: 'COURT-2',
    name: 'Courtyard 2',
    protocol: 'ocpp2.0.1',
    vendor: 'Nordlicht',
    model: 'AC11',
    firmware: '2026.2',
    connectors: 1,
    powerW: 11_000,
    phases: 3,
    password: undefined,
    pricePerKWhMicros: undefined,
    habit: 'office',
  },
  {
    id: 'VISITOR-1',
    name: 'Visitors',
    protocol: 'ocpp1.6',
    vendor: 'Amperio',
    model: 'Twin',
    firmware: '5.0.12',
    connectors: 2,
    powerW: 11_000,
    phases: 3,
    password: 'visitors-0005',
    pricePerKWhMicros: 450_000,
    habit: 'visitors',
  },
  {
    id: 'DEPOT-1',
    name: 'Depot gate',
    protocol: 'ocpp2.0.1',
    vendor: 'Elbstrom',
    model: 'Duo 22',
    firmware: '4.1.0-r7',
    connectors: 2,
    powerW: 22_000,
    phases: 3,
    password: 'depot-gate-0006',
    pricePerKWhMicros: 240_000,
    habit: 'depot',
  },
]

/** A wallbox that nobody has adopted yet. */
export const STRANGER: DemoStation = {
  id: 'NEW-BOX',
  name: 'New box',
  protocol: 'ocpp1.6',
  vendor: 'Voltara',
  model: 'Home 11',
  firmware: '1.9.3',
  connectors: 1,
  powerW: 11_000,
  phases: 3,
  password: undefined,
  pricePerKWhMicros: undefined,
  habit: 'office',
}

/** The connector on which a car waits for somebody to start it from phone or desk. */
export const WAITING = { stationId: 'VISITOR-1', connector: 2 }

const tag = (idTag: string, name: string, more: Partial<DemoTag> = {}): DemoTag => ({
  idTag,
  name,
  owner: undefined,
  parent: undefined,
  blocked: false,
  busy: true,
  ...more,
})

/** Cards and key fobs; a parent stands before its children. */
export const TAGS: readonly DemoTag[] = [
  tag('FLEET', 'Fleet', { busy: false }),
  tag('04A1C3D2', 'Van 1', { parent: 'FLEET' }),
  tag('04A1C3D3', 'Van 2', { parent: 'FLEET' }),
  tag('04A1C3D4', 'Van 3', { parent: 'FLEET' }),
  tag('04A1C3D5', 'Pool car', { parent: 'FLEET' }),
  tag('04B7E901', 'Reception'),
  tag('04B7E902', 'Workshop'),
  tag('04B7E903', 'Management'),
  tag('04B7E904', 'Night shift'),
  tag('04C0FFEE', 'Visitor card 1'),
  tag('04C0FFEF', 'Visitor card 2'),
  tag('DRIVER-1', "Dana's card", { owner: 'driver', busy: false }),
  tag('04DEAD01', 'Lost card', { blocked: true, busy: false }),
]

/** Cars as they come: battery in kWh, what the on-board charger takes in W. */
export const CARS: readonly { readonly batteryKWh: number; readonly maxW: number; readonly phases: 1 | 2 | 3 }[] = [
  { batteryKWh: 58, maxW: 11_000, phases: 3 },
  { batteryKWh: 77, maxW: 11_000, phases: 3 },
  { batteryKWh: 40, maxW: 6_600, phases: 1 },
  { batteryKWh: 52, maxW: 22_000, phases: 3 },
  { batteryKWh: 36, maxW: 7_400, phases: 2 },
  { batteryKWh: 14, maxW: 3_700, phases: 1 },
]
