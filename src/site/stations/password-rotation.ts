export type PasswordRotationState = 'asking' | 'waiting' | 'confirmed' | 'refused' | 'expired'

/** A change of a station's password. Both passwords are accepted until it is confirmed or ends. */
export interface PasswordRotationView {
  id: string
  accountId: string
  /** OCPP identity. */
  stationId: string
  /**
   * `asking` the station; `waiting` for it to come with the new one; `confirmed`: it did, the old one counts no more;
   * `refused` by the station and `expired`: the old one stays.
   */
  state: PasswordRotationState
  /** What the station answered. */
  reason: string | null
  startedAt: number
  startedBy: string
  deadlineAt: number
  endedAt: number | null
}

/** The new password of a rotation, as the door compares it. */
export interface PendingPassword {
  rotationId: string
  passwordHash: string
  /** The old one is still to be noted when it is used. */
  isOpen: boolean
}
