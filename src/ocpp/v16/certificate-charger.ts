import type { RootKind } from '../../site/certificates/certificate.ts'
import type { CertificateCharger, InstalledCertificate } from '../../site/certificates/certificate-charger.ts'
import { SiteError } from '../../site/errors.ts'
import { expectStatus, textIn } from '../answers.ts'
import { parseHash, printHash } from '../certificate-hash.ts'
import type {
  CertificateSignedRequest,
  CertificateUseEnumType,
  ChangeConfigurationRequest,
  DeleteCertificateRequest,
  GetInstalledCertificateIdsRequest,
  InstallCertificateRequest,
} from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'
import { triggerExtended } from './extended-trigger.ts'

const uses: Partial<Record<RootKind, CertificateUseEnumType>> = {
  'csms-root': 'CentralSystemRootCertificate',
  'manufacturer-root': 'ManufacturerRootCertificate',
}

/** Security extension of 1.6 (white paper "Improved security for OCPP 1.6-J"), use cases A01, A02, M03, M04, M05. */
export function certificateCharger(link: Caller): CertificateCharger {
  return {
    requestSigning: () => triggerExtended(link, 'SignChargePointCertificate'),

    deliverCertificate: async ({ chainPem }) => {
      const request: CertificateSignedRequest = { certificateChain: chainPem }
      expectStatus('CertificateSigned', await link.call('CertificateSigned', request), ['Accepted'])
    },

    installRoot: async ({ use, pem }) => {
      const request: InstallCertificateRequest = { certificateType: wordOf(use), certificate: pem }
      expectStatus('InstallCertificate', await link.call('InstallCertificate', request), ['Accepted'])
    },

    installedCertificates: async ({ use }) => {
      if (use === 'v2g-chain') throw noRoom(use)
      const found: InstalledCertificate[] = []
      // the station is asked for one kind at a time
      for (const kind of use === undefined ? (Object.keys(uses) as RootKind[]) : [use])
        found.push(...(await installed(link, kind)))
      return found
    },

    deleteInstalled: async ({ hash }) => {
      const request: DeleteCertificateRequest = { certificateHashData: printHash(hash) }
      const answer = await link.call('DeleteCertificate', request)
      return expectStatus('DeleteCertificate', answer, ['Accepted', 'NotFound']) === 'Accepted'
        ? 'deleted'
        : 'not-found'
    },

    writePassword: async ({ password }) => {
      // AuthorizationKey is written in hexadecimal digits
      const value = Buffer.from(password, 'utf8').toString('hex')
      const request: ChangeConfigurationRequest = { key: 'AuthorizationKey', value }
      const answer = await link.call('ChangeConfiguration', request)
      const status = expectStatus('ChangeConfiguration', answer, ['Accepted', 'RebootRequired'])
      return status === 'Accepted' ? 'accepted' : 'reboot-required'
    },
  }
}

async function installed(link: Caller, use: RootKind): Promise<InstalledCertificate[]> {
  const request: GetInstalledCertificateIdsRequest = { certificateType: wordOf(use) }
  const answer = await link.call('GetInstalledCertificateIds', request)
  if (textIn(answer, 'status') === 'NotFound') return []
  expectStatus('GetInstalledCertificateIds', answer, ['Accepted'])
  const { certificateHashData } = answer as { certificateHashData?: unknown }
  return (Array.isArray(certificateHashData) ? certificateHashData : []).flatMap((told: unknown) => {
    const hash = parseHash(told)
    return hash === undefined ? [] : [{ use, hash, children: [] }]
  })
}

function wordOf(use: RootKind): CertificateUseEnumType {
  const word = uses[use]
  if (word === undefined) throw noRoom(use)
  return word
}

function noRoom(use: string): SiteError {
  return new SiteError('NotSupported', { reason: `OCPP 1.6 has no room for certificates of the kind ${use}.` })
}
