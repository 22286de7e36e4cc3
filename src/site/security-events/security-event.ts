/**
 * What stations report of their security. The critical ones are those of OCA's list (2.0.1 part 2 appendix 1; the same in the
 * security extension of 1.6): stations must report them.
 */
const critical: ReadonlySet<string> = new Set([
  'FirmwareUpdated',
  'SettingSystemTime',
  'StartupOfTheDevice',
  'ResetOrReboot',
  'SecurityLogWasCleared',
  'MemoryExhaustion',
  'TamperDetectionActivated',
  'MaintenanceLoginAccepted',
  'MaintenanceLoginFailed',
])

/** Not critical there, but a sign of an attack or of a wrong installation. */
const warnings: ReadonlySet<string> = new Set([
  'FailedToAuthenticateAtCsms',
  'FailedToAuthenticateAtCentralSystem',
  'CsmsFailedToAuthenticate',
  'CentralSystemFailedToAuthenticate',
  'InvalidMessages',
  'AttemptedReplayAttacks',
  'InvalidFirmwareSignature',
  'InvalidFirmwareSigningCertificate',
  'InvalidCsmsCertificate',
  'InvalidCentralSystemCertificate',
  'InvalidChargingStationCertificate',
  'InvalidChargePointCertificate',
  'InvalidTLSVersion',
  'InvalidTLSCipherSuite',
])

export type Severity = 'critical' | 'warning' | 'info'

/** Unknown kinds are the makers' own: nobody says how bad they are. */
export function severityOf(kind: string): Severity {
  if (critical.has(kind)) return 'critical'
  return warnings.has(kind) ? 'warning' : 'info'
}
