import type { ProfileCharger, ProfileFilter, ProfileOrder } from '../../site/charging-profiles/profile-charger.ts'
import { SiteError } from '../../site/errors.ts'
import { expectStatus } from '../answers.ts'
import { rateUnitsIn, readComposite, wholeNumber } from '../charging-schedule.ts'
import type {
  ChargingProfileType,
  ClearChargingProfileRequest,
  GetChargingProfilesRequest,
  GetCompositeScheduleRequest,
  SetChargingProfileRequest,
} from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'
import { readVariables } from './read-variables.ts'

const purposes = {
  'station-max': 'ChargingStationMaxProfile',
  'tx-default': 'TxDefaultProfile',
  tx: 'TxProfile',
} as const
const kinds = { absolute: 'Absolute', recurring: 'Recurring', relative: 'Relative' } as const
const recurrencies = { daily: 'Daily', weekly: 'Weekly' } as const

/** 2.0.1 use cases K01, K02, K08, K09 and K10. */
export function profileCharger(link: Caller): ProfileCharger {
  return {
    chargingTraits: async () => {
      const told = await readVariables(link, [
        'SmartChargingCtrlr.Available',
        'SmartChargingCtrlr.Enabled',
        'SmartChargingCtrlr.RateUnit',
        'SmartChargingCtrlr.ProfileStackLevel',
        'SmartChargingCtrlr.PeriodsPerSchedule',
        'SmartChargingCtrlr.Entries[ChargingProfiles]',
        'ChargingStation.SupplyPhases',
      ])
      if (told.get('SmartChargingCtrlr.Available')?.toLowerCase() === 'false')
        throw new SiteError('NotSupported', { request: 'SetChargingProfile' })
      const phases = wholeNumber(told.get('ChargingStation.SupplyPhases'))
      return {
        units: rateUnitsIn(told.get('SmartChargingCtrlr.RateUnit')),
        maxStackLevel: wholeNumber(told.get('SmartChargingCtrlr.ProfileStackLevel')),
        maxPeriods: wholeNumber(told.get('SmartChargingCtrlr.PeriodsPerSchedule')),
        // the value is how many there are now; how many there may be is a characteristic
        maxProfiles: null,
        // 0 is direct current
        phases: phases === 1 || phases === 2 || phases === 3 ? phases : null,
      }
    },

    setChargingProfile: async (order) => {
      const request: SetChargingProfileRequest = { evseId: order.evseNo, chargingProfile: profileOf(order) }
      expectStatus('SetChargingProfile', await link.call('SetChargingProfile', request), ['Accepted'])
    },

    clearChargingProfiles: async (filter) => {
      let outcome: 'cleared' | 'none' = 'none'
      for (const request of clearings(filter)) {
        const answer = await link.call('ClearChargingProfile', request)
        if (expectStatus('ClearChargingProfile', answer, ['Accepted', 'Unknown']) === 'Accepted') outcome = 'cleared'
      }
      return outcome
    },

    compositeSchedule: async ({ evseNo, durationS, unit }) => {
      const request: GetCompositeScheduleRequest = {
        evseId: evseNo,
        duration: durationS,
        ...(unit === undefined ? {} : { chargingRateUnit: unit }),
      }
      const answer = await link.call('GetCompositeSchedule', request)
      expectStatus('GetCompositeSchedule', answer, ['Accepted'])
      return readComposite('GetCompositeSchedule', (answer as { schedule?: unknown }).schedule, undefined, durationS)
    },

    requestChargingProfiles: async ({ requestId }) => {
      const request: GetChargingProfilesRequest = { requestId, chargingProfile: {} }
      const answer = await link.call('GetChargingProfiles', request)
      return expectStatus('GetChargingProfiles', answer, ['Accepted', 'NoProfiles']) === 'Accepted' ? 'coming' : 'none'
    },
  }
}

/** K10.FR.02 wants an id or criteria: where all are meant, each purpose that is ours is named. */
function clearings(filter: ProfileFilter): ClearChargingProfileRequest[] {
  if ('profileId' in filter) return [{ chargingProfileId: filter.profileId }]
  const { evseNo, purpose, stackLevel } = filter
  const place = {
    ...(evseNo === undefined ? {} : { evseId: evseNo }),
    ...(stackLevel === undefined ? {} : { stackLevel }),
  }
  const named = purpose === undefined ? Object.values(purposes) : [purposes[purpose]]
  return named.map((chargingProfilePurpose) => ({ chargingProfileCriteria: { ...place, chargingProfilePurpose } }))
}

function profileOf(order: ProfileOrder): ChargingProfileType {
  const { schedule, ocppTransactionId } = order
  return {
    id: order.id,
    ...(ocppTransactionId === null ? {} : { transactionId: ocppTransactionId }),
    stackLevel: order.stackLevel,
    chargingProfilePurpose: purposes[order.purpose],
    chargingProfileKind: kinds[order.kind],
    ...(order.recurrency === null ? {} : { recurrencyKind: recurrencies[order.recurrency] }),
    ...(order.validFrom === null ? {} : { validFrom: printTimestamp(order.validFrom) }),
    ...(order.validTo === null ? {} : { validTo: printTimestamp(order.validTo) }),
    chargingSchedule: [
      {
        id: order.id,
        ...(schedule.durationS === null ? {} : { duration: schedule.durationS }),
        ...(schedule.startAt === null ? {} : { startSchedule: printTimestamp(schedule.startAt) }),
        chargingRateUnit: schedule.unit,
        ...(schedule.minRate === null ? {} : { minChargingRate: schedule.minRate }),
        chargingSchedulePeriod: schedule.periods.map(({ startS, limit, phases }) => ({
          startPeriod: startS,
          limit,
          ...(phases === null ? {} : { numberPhases: phases }),
        })) as ChargingProfileType['chargingSchedule'][number]['chargingSchedulePeriod'],
      },
    ],
  }
}
