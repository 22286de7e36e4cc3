/**
 * Stations that negotiate 2.0.1 and then send and want messages of the shape of 1.6. What they send is turned round only when
 * it does not fit as it is; what they are sent is turned round where they were seen to refuse the right shape.
 */
import type { Shapes } from '../protocol.ts'

type Fields = Record<string, unknown>

export const shapesOf16: Shapes = {
  incoming: {
    BootNotification: (payload) => {
      const { chargePointVendor, chargePointModel, chargePointSerialNumber, firmwareVersion, ...rest } = fields(payload)
      return {
        reason: rest.reason ?? 'Unknown',
        chargingStation: given({
          vendorName: chargePointVendor,
          model: chargePointModel,
          serialNumber: chargePointSerialNumber ?? rest.chargeBoxSerialNumber,
          firmwareVersion,
        }),
      }
    },

    StatusNotification: (payload) => {
      const { connectorId, status, timestamp } = fields(payload)
      return given({ evseId: connectorId, connectorId: 1, connectorStatus: status, timestamp })
    },

    MeterValues: (payload) => {
      const { connectorId, meterValue } = fields(payload)
      return { evseId: connectorId, meterValue: list(meterValue).map(meterValueOf) }
    },
  },

  outgoing: {
    SetChargingProfile: (payload) => {
      const { evseId, chargingProfile } = fields(payload)
      const { id, chargingProfilePurpose, chargingSchedule, transactionId, ...same } = fields(chargingProfile)
      const { id: _, salesTariff: __, ...schedule } = fields(list(chargingSchedule)[0])
      return {
        connectorId: evseId,
        csChargingProfiles: given({
          chargingProfileId: id,
          ...same,
          chargingProfilePurpose: purposeOf(chargingProfilePurpose),
          transactionId: numberOf(transactionId),
          chargingSchedule: schedule,
        }),
      }
    },

    ClearChargingProfile: (payload) => {
      const { chargingProfileId, chargingProfileCriteria } = fields(payload)
      const { evseId, chargingProfilePurpose, stackLevel } = fields(chargingProfileCriteria)
      return given({
        id: chargingProfileId,
        connectorId: evseId,
        chargingProfilePurpose: purposeOf(chargingProfilePurpose),
        stackLevel,
      })
    },
  },

  identityIn: (payload) => {
    const { chargePointVendor: vendor, chargePointModel: model, firmwareVersion: firmware } = fields(payload)
    const text = (value: unknown) => (typeof value === 'string' ? value : null)
    return { vendor: text(vendor), model: text(model), firmware: text(firmware) }
  },
}

function meterValueOf(value: unknown): Fields {
  const { sampledValue, timestamp } = fields(value)
  return given({
    timestamp,
    sampledValue: list(sampledValue).map((sample) => {
      const { value: reading, unit, format: _, ...same } = fields(sample)
      return given({ ...same, value: Number(reading), unitOfMeasure: unit === undefined ? undefined : { unit } })
    }),
  })
}

function purposeOf(purpose: unknown): unknown {
  return purpose === 'ChargingStationMaxProfile' ? 'ChargePointMaxProfile' : purpose
}

/** Sessions have numbers in 1.6. */
function numberOf(transactionId: unknown): number | undefined {
  return typeof transactionId === 'string' && /^\d{1,9}$/.test(transactionId) ? Number(transactionId) : undefined
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Without fields that are absent. */
function given(all: Fields): Fields {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
