import { z } from 'zod'
import { permissions } from '../../src/site/permissions.ts'
import type { SiteView } from '../../src/site/setup/site-view.ts'
import type { TagView } from '../../src/site/tags/tag.ts'
import type { UserView } from '../../src/site/users/user.ts'
import { instant, isoOf, priceMicros } from './wire.ts'

export const tagSchema = z
  .strictObject({
    id: z.string().meta({ description: 'What is on the card, in capital letters.' }),
    uid: z.string().meta({ description: 'UUID of the tag.' }),
    name: z.string(),
    description: z.string().nullable(),
    expiresAt: instant.nullable(),
    blocked: z.boolean(),
    parentUid: z
      .string()
      .nullable()
      .meta({ description: 'A tag above it: what happens to that one happens to this one.' }),
    userIds: z.array(z.string()).meta({ description: 'Users it belongs to.' }),
    standing: z
      .enum(['Accepted', 'Blocked', 'Expired'])
      .meta({ description: 'What a station would be told now, with all tags above it.' }),
    createdAt: instant,
  })
  .meta({ id: 'Tag' })

export type TagDto = z.infer<typeof tagSchema>

export function tagOf(view: TagView): TagDto {
  return {
    id: view.idTag,
    uid: view.id,
    name: view.name,
    description: view.description,
    expiresAt: isoOf(view.expiresAt),
    blocked: view.blocked,
    parentUid: view.parentId,
    userIds: view.userIds,
    standing: view.standing,
    createdAt: isoOf(view.createdAt),
  }
}

export const siteSchema = z
  .strictObject({
    name: z.string(),
    timeZone: z.string().meta({ description: 'IANA name.', example: 'Europe/Berlin' }),
    currency: z.string().meta({ description: 'ISO 4217.', example: 'EUR' }),
    pricePerKWhMicros: priceMicros.meta({
      description: 'Price per kWh of stations without one of their own, in millionths of the currency.',
    }),
  })
  .meta({ id: 'Site' })

export type SiteDto = z.infer<typeof siteSchema>

export function siteOf(view: SiteView): SiteDto {
  return {
    name: view.name,
    timeZone: view.timeZone,
    currency: view.currency,
    pricePerKWhMicros: view.pricePerKWhMicros,
  }
}

export const userSchema = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    fullName: z.string(),
    timeZone: z.string().nullable().meta({ description: 'IANA name; null: that of the site.' }),
    language: z.string().nullable().meta({ description: 'en or de; null: that of the phone.' }),
    darkMode: z.boolean().nullable().meta({ description: 'null: as the phone has it.' }),
    permissions: z.array(z.enum(permissions)),
    lastLoginAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'User' })

export type UserDto = z.infer<typeof userSchema>

export function userOf(view: UserView): UserDto {
  return {
    id: view.id,
    email: view.email,
    fullName: view.fullName,
    timeZone: view.timeZone,
    language: view.language,
    darkMode: view.darkMode,
    permissions: view.permissions,
    lastLoginAt: isoOf(view.lastLoginAt),
    createdAt: isoOf(view.createdAt),
  }
}

export const tagExample: TagDto = {
  id: '04A1B2C3',
  uid: '2f1a7c0e-1b1f-5c39-9a45-0a6f7f0d2c44',
  name: 'Key fob of Ada',
  description: null,
  expiresAt: null,
  blocked: false,
  parentUid: null,
  userIds: ['6c1f6f0a-3a0d-4f8e-9d0c-4f7f6b8f3f11'],
  standing: 'Accepted',
  createdAt: '2026-01-05T08:00:00.000Z',
}

export const siteExample: SiteDto = {
  name: 'Harbour yard',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  pricePerKWhMicros: 300000,
}

export const userExample: UserDto = {
  id: '6c1f6f0a-3a0d-4f8e-9d0c-4f7f6b8f3f11',
  email: 'ada@site.example',
  fullName: 'Ada Example',
  timeZone: null,
  language: 'en',
  darkMode: null,
  permissions: ['ReadChargingStations', 'OperateStations', 'ReadTransactions'],
  lastLoginAt: '2026-03-01T17:00:00.000Z',
  createdAt: '2026-01-05T08:00:00.000Z',
}
