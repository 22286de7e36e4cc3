import type { Permission } from '../permissions.ts'

export interface UserView {
  id: string
  accountId: string
  email: string
  fullName: string
  timeZone: string | null
  language: string | null
  darkMode: boolean | null
  permissions: Permission[]
  enabled: boolean
  lastLoginAt: number | null
  createdAt: number
  /** Invited users have none yet. */
  hasPassword: boolean
  /** Tags that belong to this user. */
  tagIds: string[]
  /** OCPP identities of the stations that list this user. */
  stationIds: string[]
}

/** One sign-in of a user at a device. */
export interface SignInView {
  familyId: string
  door: 'desk' | 'lan'
  device: string
  signedInAt: number
  lastUsedAt: number
  expiresAt: number
}

/** Passwords by length (NIST SP 800-63B): no rules of composition. */
export const passwordLength = { min: 10, max: 200 } as const
