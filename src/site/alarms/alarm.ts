/** Something that a person must look at. Repetitions of the same kind at the same station are counted while it is open. */
export interface AlarmView {
  id: number
  accountId: string
  /** OCPP identity; null where it is no station's. */
  stationId: string | null
  /** What happened, e.g. TamperDetectionActivated, PasswordChangeFailed. */
  kind: string
  text: string | null
  count: number
  firstAt: number
  lastAt: number
  acknowledgedAt: number | null
  /** Full name, or e-mail, of who did. */
  acknowledgedBy: string | null
}
