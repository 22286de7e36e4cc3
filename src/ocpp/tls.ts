import type { ServerOptions } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { SecureContextOptions } from 'node:tls'

/** Of the OCPP door: leaf first, PEM; more than one of each for stations of different ages (EC and RSA). */
export interface TlsIdentity {
  cert: string
  key: string
}

/**
 * 2.0.1 A00.FR.312 ff.: TLS 1.2 at least; the four suites that stations must have, their forward-secret relatives, and those of
 * TLS 1.3. Resumed handshakes save stations seconds; tickets live for 5 minutes and nothing is kept here for them.
 */
export const tlsRules = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'AES128-GCM-SHA256',
    'AES256-GCM-SHA384',
  ].join(':'),
  honorCipherOrder: true,
  sessionTimeout: 300,
} as const satisfies SecureContextOptions

/**
 * Stations are asked for a certificate and may have none: what it is worth is judged by the station's record, not by a list of
 * authorities, so that those of makers count too where they are pinned.
 */
export function createTlsServer(http: ServerOptions, identity: TlsIdentity, handshakeMs: number): Server {
  return createServer({
    ...http,
    ...tlsRules,
    cert: identity.cert,
    key: identity.key,
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: handshakeMs,
  })
}
