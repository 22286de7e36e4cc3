import { z } from 'zod'
import type { AlarmView } from '../../src/site/alarms/alarm.ts'
import type { CertificateRequestView, CertificateView } from '../../src/site/certificates/certificate.ts'
import type { PasswordRotationView } from '../../src/site/stations/password-rotation.ts'
import { instant, isoOf } from './wire.ts'

const stationId = z.string().nullable().meta({ description: 'OCPP identity; null where it is no station’s.' })

export const alarmSchema = z
  .strictObject({
    id: z.int(),
    stationId,
    kind: z.string().meta({ description: 'What happened, e.g. TamperDetectionActivated, PasswordChangeFailed.' }),
    text: z.string().nullable().meta({ description: 'As the station told it.' }),
    count: z.int().meta({ description: 'How often it happened while nobody acknowledged it.' }),
    firstAt: instant,
    lastAt: instant,
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: z.string().nullable(),
  })
  .meta({ id: 'Alarm', description: 'Something that a person must look at.' })

export type AlarmDto = z.infer<typeof alarmSchema>

export function alarmOf(view: AlarmView): AlarmDto {
  const { accountId: _, firstAt, lastAt, acknowledgedAt, ...rest } = view
  return { ...rest, firstAt: isoOf(firstAt), lastAt: isoOf(lastAt), acknowledgedAt: isoOf(acknowledgedAt) }
}

export const alarmExample: AlarmDto = {
  id: 12,
  stationId: 'BOX-1',
  kind: 'TamperDetectionActivated',
  text: 'cover',
  count: 2,
  firstAt: '2026-03-01T17:00:00.000Z',
  lastAt: '2026-03-01T18:00:00.000Z',
  acknowledgedAt: null,
  acknowledgedBy: null,
}

export const certificateSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['authority', 'server', 'station', 'v2g-root', 'mo-root', 'csms-root', 'manufacturer-root']),
    stationId,
    subject: z.string(),
    serial: z.string().meta({ description: 'Hexadecimal.' }),
    thumbprint: z.string().meta({ description: 'SHA-256, hexadecimal.' }),
    pem: z.string(),
    notBefore: instant,
    notAfter: instant,
    state: z.enum(['valid', 'not-yet-valid', 'expired', 'revoked']),
    deliveredAt: instant.nullable().meta({ description: 'When the station took it.' }),
    revokedAt: instant.nullable(),
    revokedReason: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Certificate' })

export type CertificateDto = z.infer<typeof certificateSchema>

export function certificateOf(view: CertificateView): CertificateDto {
  const { notBefore, notAfter, deliveredAt, revokedAt, createdAt } = view
  return {
    id: view.id,
    kind: view.kind,
    stationId: view.stationId,
    subject: view.subject,
    serial: view.serial,
    thumbprint: view.thumbprint,
    pem: view.pem,
    notBefore: isoOf(notBefore),
    notAfter: isoOf(notAfter),
    state: view.state,
    deliveredAt: isoOf(deliveredAt),
    revokedAt: isoOf(revokedAt),
    revokedReason: view.revokedReason,
    createdAt: isoOf(createdAt),
  }
}

export const certificateExample: CertificateDto = {
  id: '5b3f0c9a-3c0e-4a51-9f7e-0f2f4b1f7c11',
  kind: 'authority',
  stationId: null,
  subject: 'CN=Test yard wallbox authority, O=Test yard',
  serial: '4f1d',
  thumbprint: 'a'.repeat(64),
  pem: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
  notBefore: '2026-03-01T17:00:00.000Z',
  notAfter: '2051-03-01T17:00:00.000Z',
  state: 'valid',
  deliveredAt: null,
  revokedAt: null,
  revokedReason: null,
  createdAt: '2026-03-02T17:00:00.000Z',
}

export const certificateRequestSchema = z
  .strictObject({
    id: z.string(),
    stationId: z.string().meta({ description: 'OCPP identity.' }),
    keyFingerprint: z.string().meta({
      description: 'SHA-256 of the public key: compare it with what the station, or its maker’s app, shows.',
    }),
    keyType: z.string(),
    state: z.enum(['pending', 'approved', 'signed', 'delivered', 'declined', 'failed']),
    reason: z.string().nullable(),
    certificateId: z.string().nullable(),
    requestedAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'CertificateRequest', description: 'A station wants its key signed.' })

export type CertificateRequestDto = z.infer<typeof certificateRequestSchema>

export function certificateRequestOf(view: CertificateRequestView): CertificateRequestDto {
  const { accountId: _, requestedAt, changedAt, ...rest } = view
  return { ...rest, requestedAt: isoOf(requestedAt), changedAt: isoOf(changedAt) }
}

export const certificateRequestExample: CertificateRequestDto = {
  id: '0a1d1d54-7f0c-4bb8-9d5e-6d1f8a1c2b33',
  stationId: 'BOX-1',
  keyFingerprint: 'b'.repeat(64),
  keyType: 'EC P-256',
  state: 'pending',
  reason: null,
  certificateId: null,
  requestedAt: '2026-03-01T17:00:00.000Z',
  changedAt: '2026-03-01T17:00:00.000Z',
}

export const passwordRotationSchema = z
  .strictObject({
    id: z.string(),
    stationId: z.string().meta({ description: 'OCPP identity.' }),
    state: z.enum(['asking', 'waiting', 'confirmed', 'refused', 'expired']).meta({
      description:
        '`waiting`: both passwords are accepted until the station comes with the new one; `refused` and `expired`: the old one stays.',
    }),
    reason: z.string().nullable(),
    startedAt: instant,
    deadlineAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'PasswordRotation' })

export type PasswordRotationDto = z.infer<typeof passwordRotationSchema>

export function passwordRotationOf(view: PasswordRotationView): PasswordRotationDto {
  const { accountId: _, startedBy: __, startedAt, deadlineAt, endedAt, ...rest } = view
  return { ...rest, startedAt: isoOf(startedAt), deadlineAt: isoOf(deadlineAt), endedAt: isoOf(endedAt) }
}

export const passwordRotationExample: PasswordRotationDto = {
  id: '7d8c2f0e-57a5-4f0d-8a54-2b8f3f6f9d10',
  stationId: 'BOX-1',
  state: 'waiting',
  reason: null,
  startedAt: '2026-03-01T17:00:00.000Z',
  deadlineAt: '2026-03-01T17:10:00.000Z',
  endedAt: null,
}
