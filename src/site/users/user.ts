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
  /** Tags that belong to this user. */
  tagIds: string[]
}

/** Passwords by length (NIST SP 800-63B): no rules of composition. */
export const passwordLength = { min: 10, max: 200 } as const
