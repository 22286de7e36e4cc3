import { z } from 'zod'
import type { ConnectorView } from '../../src/site/connectors/connector.ts'
import type { KnockingStation, StationView } from '../../src/site/stations/station.ts'
import { instant, isoOf, percent, priceMicros, wattHours, watts } from './wire.ts'

export const connectorSchema = z
  .strictObject({
    id: z.int().meta({ description: 'Unique in the site: what is started and stopped.' }),
    stationId: z.string().meta({ description: 'OCPP identity of the station.' }),
    evse: z.int().meta({ description: 'Number of the EVSE in its station, from 1.' }),
    connector: z.int().meta({ description: 'Number of the connector in its EVSE, from 1.' }),
    status: z.enum(['Unknown', 'Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted']),
    rawStatus: z
      .string()
      .nullable()
      .meta({ description: 'As the station says it, e.g. Preparing, Charging, SuspendedEV, Finishing.' }),
    errorCode: z.string().nullable(),
    vendorErrorCode: z.string().nullable(),
    info: z.string().nullable(),
    statusAt: instant.nullable(),
    isCharging: z.boolean().meta({ description: 'Energy flows now.' }),
    transactionId: z.string().nullable().meta({ description: 'The running session.' }),
    reservation: z
      .strictObject({ id: z.string(), until: instant })
      .nullable()
      .meta({ description: 'Kept for a tag until then; only that tag, and those of its group, can start here.' }),
    powerW: watts.nullable(),
    energyWh: wattHours.nullable().meta({ description: 'Wh of the running session, or of the last one.' }),
    averagePowerW: watts.nullable().meta({ description: 'W, mean of the running session, or of the last one.' }),
    meterWh: wattHours.nullable().meta({ description: 'Wh, register of the meter.' }),
    soc: percent
      .nullable()
      .meta({ description: 'State of charge of the car, %; null where the station does not know.' }),
    meterAt: instant.nullable().meta({ description: 'When the meter was read last.' }),
    powerInKW: z.number().nullable().meta({ description: '`powerW` in kW.', example: 11.04 }),
    energyInKWH: z.number().nullable().meta({ description: '`energyWh` in kWh.', example: 7.36 }),
    avgPowerInKW: z.number().nullable().meta({ description: '`averagePowerW` in kW.', example: 10.8 }),
  })
  .meta({ id: 'Connector' })

export type ConnectorDto = z.infer<typeof connectorSchema>

export function connectorOf(view: ConnectorView): ConnectorDto {
  return {
    id: view.id,
    stationId: view.stationId,
    evse: view.evseNo,
    connector: view.connectorNo,
    status: view.status,
    rawStatus: view.rawStatus,
    errorCode: view.errorCode,
    vendorErrorCode: view.vendorErrorCode,
    info: view.info,
    statusAt: isoOf(view.statusAt),
    isCharging: view.isCharging,
    transactionId: view.transactionUid,
    reservation: view.reservation && { id: view.reservation.id, until: isoOf(view.reservation.expiresAt) },
    powerW: whole(view.powerW),
    energyWh: whole(view.energyWh),
    averagePowerW: whole(view.averagePowerW),
    meterWh: whole(view.meterWh),
    soc: view.soc,
    meterAt: isoOf(view.meterAt),
    powerInKW: kilo(view.powerW),
    energyInKWH: kilo(view.energyWh),
    avgPowerInKW: kilo(view.averagePowerW),
  }
}

export const stationSchema = z
  .strictObject({
    id: z.string().meta({ description: 'OCPP identity.' }),
    name: z.string(),
    enabled: z.boolean(),
    online: z.boolean(),
    connectedSince: instant.nullable(),
    lastSeenAt: instant.nullable(),
    protocol: z.string().nullable().meta({ description: 'ocpp1.6 or ocpp2.0.1; null before the first connection.' }),
    vendor: z.string().nullable(),
    model: z.string().nullable(),
    serialNumber: z.string().nullable(),
    firmware: z.string().nullable(),
    bootedAt: instant.nullable(),
    securityProfile: z.literal([0, 1, 2, 3]).meta({
      description: 'The least it must connect with: 0 nothing, 1 password, 2 password over TLS, 3 its certificate.',
    }),
    openAccess: z.boolean().meta({ description: 'Let in without a password.' }),
    rawStatus: z.string().nullable().meta({ description: 'Of the station as a whole, as it says it.' }),
    errorCode: z.string().nullable(),
    pricePerKWhMicros: priceMicros.nullable().meta({
      description: 'Price per kWh in millionths of the site’s currency; null: the price of the site.',
    }),
    createdAt: instant,
    connectors: z.array(connectorSchema),
  })
  .meta({ id: 'Station' })

export type StationDto = z.infer<typeof stationSchema>

export function stationOf(view: StationView): StationDto {
  return {
    id: view.id,
    name: view.name,
    enabled: view.enabled,
    online: view.online,
    connectedSince: isoOf(view.connectedSince),
    lastSeenAt: isoOf(view.lastSeenAt),
    protocol: view.protocol,
    vendor: view.vendor,
    model: view.model,
    serialNumber: view.serialNumber,
    firmware: view.firmware,
    bootedAt: isoOf(view.bootedAt),
    securityProfile: view.securityProfile,
    openAccess: view.openAccess,
    rawStatus: view.rawStatus,
    errorCode: view.errorCode,
    pricePerKWhMicros: view.pricePerKWhMicros,
    createdAt: isoOf(view.createdAt),
    connectors: view.connectors.map(connectorOf),
  }
}

export const knockingSchema = z
  .strictObject({
    id: z.string().meta({ description: 'OCPP identity it came with.' }),
    reason: z.enum([
      'unknown',
      'disabled',
      'wrong-password',
      'no-password',
      'needs-tls',
      'no-certificate',
      'wrong-certificate',
      'no-subprotocol',
    ]),
    remoteAddress: z.string(),
    subprotocols: z.array(z.string()).meta({ description: 'Protocols it offered.' }),
    firstAt: instant,
    lastAt: instant,
    count: z.int(),
  })
  .meta({ id: 'KnockingStation', description: 'A station that was refused at the door.' })

export function knockingOf(view: KnockingStation): z.infer<typeof knockingSchema> {
  return {
    id: view.id,
    reason: view.reason,
    remoteAddress: view.remoteAddress,
    subprotocols: view.subprotocols.split(',').flatMap((one) => one.trim() || []),
    firstAt: isoOf(view.firstAt),
    lastAt: isoOf(view.lastAt),
    count: view.count,
  }
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}

function kilo(value: number | null): number | null {
  return value === null ? null : Math.round(value) / 1000
}

export const connectorExample: ConnectorDto = {
  id: 7,
  stationId: 'BOX-1',
  evse: 1,
  connector: 1,
  status: 'Occupied',
  rawStatus: 'Charging',
  errorCode: null,
  vendorErrorCode: null,
  info: null,
  statusAt: '2026-03-01T17:30:02.000Z',
  isCharging: true,
  transactionId: '0b9c2f0e-54b4-4d11-9c77-3b8f1f9a2a10',
  reservation: null,
  powerW: 11040,
  energyWh: 7360,
  averagePowerW: 10800,
  meterWh: 1207360,
  soc: 64,
  meterAt: '2026-03-01T18:10:00.000Z',
  powerInKW: 11.04,
  energyInKWH: 7.36,
  avgPowerInKW: 10.8,
}

export const stationExample: StationDto = {
  id: 'BOX-1',
  name: 'Car park, left',
  enabled: true,
  online: true,
  connectedSince: '2026-03-01T06:00:00.000Z',
  lastSeenAt: '2026-03-01T18:10:00.000Z',
  protocol: 'ocpp1.6',
  vendor: 'Example',
  model: 'Wall 11',
  serialNumber: 'SN-0001',
  firmware: '1.4.2',
  bootedAt: '2026-03-01T06:00:01.000Z',
  securityProfile: 1,
  openAccess: false,
  rawStatus: 'Available',
  errorCode: null,
  pricePerKWhMicros: null,
  createdAt: '2026-01-05T08:00:00.000Z',
  connectors: [connectorExample],
}

export const knockingExample: z.infer<typeof knockingSchema> = {
  id: 'BOX-9',
  reason: 'unknown',
  remoteAddress: '192.0.2.40',
  subprotocols: ['ocpp1.6'],
  firstAt: '2026-03-01T17:00:00.000Z',
  lastAt: '2026-03-01T18:00:00.000Z',
  count: 12,
}
