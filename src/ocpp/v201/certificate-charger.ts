import type { RootKind } from '../../site/certificates/certificate.ts'
import type { CertificateCharger, InstalledCertificate } from '../../site/certificates/certificate-charger.ts'
import { SiteError } from '../../site/errors.ts'
import { expectStatus, textIn } from '../answers.ts'
import { parseHash, printHash } from '../certificate-hash.ts'
import type {
  CertificateSignedRequest,
  DeleteCertificateRequest,
  GetCertificateIdUseEnumType,
  GetInstalledCertificateIdsRequest,
  InstallCertificateRequest,
  InstallCertificateUseEnumType,
  SetVariablesRequest,
  TriggerMessageRequest,
} from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'

const roots = {
  'v2g-root': 'V2GRootCertificate',
  'mo-root': 'MORootCertificate',
  'csms-root': 'CSMSRootCertificate',
  'manufacturer-root': 'ManufacturerRootCertificate',
} as const satisfies Record<RootKind, InstallCertificateUseEnumType>

const uses = { ...roots, 'v2g-chain': 'V2GCertificateChain' } as const satisfies Record<
  InstalledCertificate['use'],
  GetCertificateIdUseEnumType
>

/** 2.0.1 use cases A01, A02, M03, M04, M05. */
export function certificateCharger(link: Caller): CertificateCharger {
  return {
    requestSigning: async () => {
      const request: TriggerMessageRequest = { requestedMessage: 'SignChargingStationCertificate' }
      expectStatus('TriggerMessage', await link.call('TriggerMessage', request), ['Accepted'])
    },

    deliverCertificate: async ({ chainPem }) => {
      const request: CertificateSignedRequest = {
        certificateChain: chainPem,
        certificateType: 'ChargingStationCertificate',
      }
      expectStatus('CertificateSigned', await link.call('CertificateSigned', request), ['Accepted'])
    },

    installRoot: async ({ use, pem }) => {
      const request: InstallCertificateRequest = { certificateType: roots[use], certificate: pem }
      expectStatus('InstallCertificate', await link.call('InstallCertificate', request), ['Accepted'])
    },

    installedCertificates: async ({ use }) => {
      // without a type: all of them
      const request: GetInstalledCertificateIdsRequest = use === undefined ? {} : { certificateType: [uses[use]] }
      const answer = await link.call('GetInstalledCertificateIds', request)
      if (textIn(answer, 'status') === 'NotFound') return []
      expectStatus('GetInstalledCertificateIds', answer, ['Accepted'])
      const { certificateHashDataChain } = answer as { certificateHashDataChain?: unknown }
      return (Array.isArray(certificateHashDataChain) ? certificateHashDataChain : []).flatMap(installedIn)
    },

    deleteInstalled: async ({ hash }) => {
      const request: DeleteCertificateRequest = { certificateHashData: printHash(hash) }
      const answer = await link.call('DeleteCertificate', request)
      return expectStatus('DeleteCertificate', answer, ['Accepted', 'NotFound']) === 'Accepted'
        ? 'deleted'
        : 'not-found'
    },

    writePassword: async ({ password }) => {
      const request: SetVariablesRequest = {
        setVariableData: [
          {
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
            attributeValue: password,
          },
        ],
      }
      const answer = (await link.call('SetVariables', request)) as { setVariableResult?: unknown } | null
      const results = answer?.setVariableResult
      const status = textIn(Array.isArray(results) ? results[0] : undefined, 'attributeStatus')
      if (status === 'Accepted') return 'accepted'
      if (status === 'RebootRequired') return 'reboot-required'
      throw new SiteError('StationRejected', { request: 'SetVariables', answer: status || 'no status' })
    },
  }
}

function installedIn(told: unknown): InstalledCertificate[] {
  const word = textIn(told, 'certificateType')
  const use = (Object.keys(uses) as InstalledCertificate['use'][]).find((each) => uses[each] === word)
  const { certificateHashData, childCertificateHashData } = told as {
    certificateHashData?: unknown
    childCertificateHashData?: unknown
  }
  const hash = parseHash(certificateHashData)
  if (use === undefined || hash === undefined) return []
  const children = Array.isArray(childCertificateHashData) ? childCertificateHashData : []
  return [{ use, hash, children: children.flatMap((child) => parseHash(child) ?? []) }]
}
