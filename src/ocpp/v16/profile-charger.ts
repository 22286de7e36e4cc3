import type { ProfileCharger, ProfileOrder } from '../../site/charging-profiles/profile-charger.ts'
import { SiteError } from '../../site/errors.ts'
import { expectStatus, textIn } from '../answers.ts'
import { rateUnitsIn, readComposite, wholeNumber } from '../charging-schedule.ts'
import type {
  ClearChargingProfileRequest,
  GetCompositeScheduleRequest,
  GetConfigurationRequest,
  SetChargingProfileRequest,
} from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

const purposes = { 'station-max': 'ChargePointMaxProfile', 'tx-default': 'TxDefaultProfile', tx: 'TxProfile' } as const
const kinds = { absolute: 'Absolute', recurring: 'Recurring', relative: 'Relative' } as const
const recurrencies = { daily: 'Daily', weekly: 'Weekly' } as const

/** 1.6 sections 5.5, 5.7 and 5.16; keys of section 9.4. */
export function profileCharger(link: Caller): ProfileCharger {
  return {
    chargingTraits: async () => {
      const request: GetConfigurationRequest = {
        key: [
          'SupportedFeatureProfiles',
          'ChargeProfileMaxStackLevel',
          'ChargingScheduleAllowedChargingRateUnit',
          'ChargingScheduleMaxPeriods',
          'MaxChargingProfilesInstalled',
        ],
      }
      const told = valuesIn(await link.call('GetConfiguration', request))
      const features = told.get('supportedfeatureprofiles')
      const stackLevel = wholeNumber(told.get('chargeprofilemaxstacklevel'))
      // stations forget to name a feature profile that they have, but not its required keys as well
      if (features !== undefined && !/SmartCharging/i.test(features) && stackLevel === null)
        throw new SiteError('NotSupported', { request: 'SetChargingProfile' })
      return {
        units: rateUnitsIn(told.get('chargingscheduleallowedchargingrateunit')),
        maxStackLevel: stackLevel,
        maxPeriods: wholeNumber(told.get('chargingschedulemaxperiods')),
        maxProfiles: wholeNumber(told.get('maxchargingprofilesinstalled')),
        phases: null,
      }
    },

    setChargingProfile: async (order) => {
      const request: SetChargingProfileRequest = { connectorId: order.evseNo, csChargingProfiles: profileOf(order) }
      expectStatus('SetChargingProfile', await link.call('SetChargingProfile', request), ['Accepted'])
    },

    clearChargingProfiles: async (filter) => {
      const request: ClearChargingProfileRequest =
        'profileId' in filter
          ? { id: filter.profileId }
          : {
              ...(filter.evseNo === undefined ? {} : { connectorId: filter.evseNo }),
              ...(filter.purpose === undefined ? {} : { chargingProfilePurpose: purposes[filter.purpose] }),
              ...(filter.stackLevel === undefined ? {} : { stackLevel: filter.stackLevel }),
            }
      const answer = await link.call('ClearChargingProfile', request)
      return expectStatus('ClearChargingProfile', answer, ['Accepted', 'Unknown']) === 'Accepted' ? 'cleared' : 'none'
    },

    compositeSchedule: async ({ evseNo, durationS, unit }) => {
      const request: GetCompositeScheduleRequest = {
        connectorId: evseNo,
        duration: durationS,
        ...(unit === undefined ? {} : { chargingRateUnit: unit }),
      }
      const answer = await link.call('GetCompositeSchedule', request)
      expectStatus('GetCompositeSchedule', answer, ['Accepted'])
      const { chargingSchedule, scheduleStart } = answer as { chargingSchedule?: unknown; scheduleStart?: unknown }
      return readComposite('GetCompositeSchedule', chargingSchedule, scheduleStart, durationS)
    },

    requestChargingProfiles: () =>
      Promise.reject(
        new SiteError('NotSupported', {
          reason:
            'OCPP 1.6 has no question for the profiles of a station. Its composite schedule shows what they make.',
        }),
      ),
  }
}

function profileOf(order: ProfileOrder): SetChargingProfileRequest['csChargingProfiles'] {
  const { schedule, ocppTransactionId } = order
  return {
    chargingProfileId: order.id,
    ...(ocppTransactionId === null ? {} : { transactionId: Number(ocppTransactionId) }),
    stackLevel: order.stackLevel,
    chargingProfilePurpose: purposes[order.purpose],
    chargingProfileKind: kinds[order.kind],
    ...(order.recurrency === null ? {} : { recurrencyKind: recurrencies[order.recurrency] }),
    ...(order.validFrom === null ? {} : { validFrom: printTimestamp(order.validFrom) }),
    ...(order.validTo === null ? {} : { validTo: printTimestamp(order.validTo) }),
    chargingSchedule: {
      ...(schedule.durationS === null ? {} : { duration: schedule.durationS }),
      ...(schedule.startAt === null ? {} : { startSchedule: printTimestamp(schedule.startAt) }),
      chargingRateUnit: schedule.unit,
      ...(schedule.minRate === null ? {} : { minChargingRate: schedule.minRate }),
      chargingSchedulePeriod: schedule.periods.map(({ startS, limit, phases }) => ({
        startPeriod: startS,
        limit,
        ...(phases === null ? {} : { numberPhases: phases }),
      })),
    },
  }
}

/** Configuration keys are compared without regard to case: stations do not agree with the specification on it. */
function valuesIn(answer: unknown): Map<string, string> {
  const entries = (answer as { configurationKey?: unknown } | null)?.configurationKey
  const list = Array.isArray(entries) ? entries : []
  return new Map(list.map((entry: unknown) => [textIn(entry, 'key').toLowerCase(), textIn(entry, 'value')]))
}
