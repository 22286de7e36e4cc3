import { z } from 'zod'
import {
  compositeExample,
  compositeOf,
  compositeSchema,
  profileExample,
  profileInput,
  profileOf,
  profileSchema,
  rateUnit,
} from '../dto/charging-profile.ts'
import { pageOf, wholeList, wholeNumber } from '../dto/wire.ts'
import { route } from '../route.ts'

const params = z.object({ id: z.string().max(100).meta({ description: 'OCPP identity.', example: 'BOX-1' }) })
const evse = wholeNumber({
  min: 0,
  max: 1000,
  description: 'Number of the EVSE; 0: the station as a whole.',
  example: 1,
})
const purpose = z.enum(['station-max', 'tx-default', 'tx'], { error: 'Give station-max, tx-default or tx.' })
const wireNames = { evseNo: 'evse', profileId: 'profile' }
const fromTheStation = [
  'StationNotFound',
  'StationOffline',
  'StationRejected',
  'StationTimeout',
  'NotSupported',
] as const

export const chargingProfileRoutes = [
  route({
    method: 'get',
    path: '/v1/stations/{id}/charging-profiles',
    operationId: 'listChargingProfiles',
    tag: 'Stations',
    summary: 'The charging profiles that a station is to keep',
    useCase: 'profiles.list',
    params,
    input: ({ params: { id } }) => ({ id }),
    output: ({ profiles }) => wholeList(profiles.map(profileOf)),
    answer: {
      status: 200,
      description: 'Caps first.',
      schema: pageOf(profileSchema),
      example: wholeList([profileExample]),
    },
    problems: ['StationNotFound'],
  }),
  route({
    method: 'put',
    path: '/v1/stations/{id}/charging-profiles',
    operationId: 'setChargingProfile',
    tag: 'Stations',
    summary: 'Set a charging profile',
    description:
      'In the place of one with the same purpose, EVSE and stack level. The station gets it in its own unit. It is kept, and sent again when the station was restarted; a tx profile ends with its session.',
    useCase: 'profiles.set',
    params,
    body: profileInput,
    input: ({ params: { id }, body: { evse: evseNo, ...body } }) => ({ id, evseNo, ...body }),
    wireNames,
    output: profileOf,
    answer: { status: 200, description: 'The station keeps it.', schema: profileSchema, example: profileExample },
    problems: ['NoSession', ...fromTheStation],
  }),
  route({
    method: 'delete',
    path: '/v1/stations/{id}/charging-profiles',
    operationId: 'clearChargingProfiles',
    tag: 'Stations',
    summary: 'Take charging profiles away',
    description: 'One by its id, or all that fit; without any wish all of the station.',
    useCase: 'profiles.clear',
    params,
    query: z
      .object({
        profile: wholeNumber({
          min: 1,
          max: 2_147_483_647,
          description: '`id` of the profile.',
          example: 3,
        }).optional(),
        evse: evse.optional(),
        purpose: purpose.optional(),
        stackLevel: wholeNumber({ min: 0, max: 1000, description: 'Stack level.', example: 0 }).optional(),
      })
      .strict(),
    input: ({ params: { id }, query: { profile, evse: evseNo, ...query } }) => ({
      id,
      profileId: profile,
      evseNo,
      ...query,
    }),
    wireNames,
    output: (result) => result,
    answer: {
      status: 200,
      description: '`none`: the station had no such profile.',
      schema: z
        .strictObject({ outcome: z.enum(['cleared', 'none']), cleared: z.int() })
        .meta({ id: 'ProfilesCleared' }),
      example: { outcome: 'cleared', cleared: 1 },
    },
    problems: fromTheStation,
  }),
  route({
    method: 'get',
    path: '/v1/stations/{id}/composite-schedule',
    operationId: 'getCompositeSchedule',
    tag: 'Stations',
    summary: 'The limits to come',
    description:
      'Of an EVSE, from all profiles and limits together: as the site reckons them, and as the station does.',
    useCase: 'profiles.composite',
    params,
    query: z
      .object({
        evse: evse.optional(),
        durationS: wholeNumber({
          min: 1,
          max: 604_800,
          description: 's from now; without it a day.',
          example: 3600,
        }).optional(),
        unit: rateUnit.optional(),
      })
      .strict(),
    input: ({ params: { id }, query: { evse: evseNo, ...query } }) => ({ id, evseNo, ...query }),
    wireNames,
    output: compositeOf,
    answer: { status: 200, description: 'From now on.', schema: compositeSchema, example: compositeExample },
    problems: ['StationNotFound'],
  }),
]
