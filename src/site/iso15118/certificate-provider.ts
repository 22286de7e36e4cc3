/** What was asked outside: its answer, or in words why there is none. */
export type Outside<T> = { ok: true; value: T } | { ok: false; reason: string }

/**
 * Who knows of the certificates of cars: a pool of contracts, and the responders that certificates name. Each call ends
 * within its time, takes answers of a bounded size, and never throws.
 */
export interface CertificateProvider {
  /** @returns the answer that is meant for the car: EXI, base64 */
  contract(order: {
    url: string
    token: string | null
    /** Namespace of the ISO 15118 schema. */
    schemaVersion: string
    /** EXI, base64. */
    exiRequest: string
  }): Promise<Outside<string>>
  /** RFC 6960 over HTTP. The address comes from a station: private networks are refused unless allowed. */
  ocsp(order: { url: string; request: Buffer; privateAddresses: boolean }): Promise<Outside<Buffer>>
}

const none = { ok: false, reason: 'nobody is asked outside' } as const
export const noCertificateProvider: CertificateProvider = {
  contract: async () => none,
  ocsp: async () => none,
}
