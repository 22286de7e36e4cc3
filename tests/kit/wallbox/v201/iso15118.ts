import type {
  AuthorizeRequest,
  AuthorizeResponse,
  CertificateActionEnumType,
  Get15118EVCertificateResponse,
  GetCertificateStatusResponse,
  IdTokenEnumType,
  OCSPRequestDataType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { call201 } from './call.ts'

const SCHEMA_VERSION = 'urn:iso:15118:2:2013:MsgDef'

/** M01, M02: a car wants its contract certificate installed or renewed; `exiRequest` is base64, as the car sent it. */
export async function requestContractCertificate(
  box: Box,
  action: CertificateActionEnumType,
  exiRequest: string,
): Promise<Get15118EVCertificateResponse> {
  return call201(box, 'Get15118EVCertificate', { iso15118SchemaVersion: SCHEMA_VERSION, action, exiRequest })
}

/** M06: is the certificate revoked? */
export async function askCertificateStatus(
  box: Box,
  ocspRequestData: OCSPRequestDataType,
): Promise<GetCertificateStatusResponse> {
  return call201(box, 'GetCertificateStatus', { ocspRequestData })
}

export interface CertificateAuthorization {
  readonly idToken: string
  /** default eMAID */
  readonly type?: IdTokenEnumType
  /** PEM of the contract certificate chain, where the box can't check it itself */
  readonly certificate?: string
  /** up to four, for the server to ask about */
  readonly hashData?: readonly OCSPRequestDataType[]
}

/** C07: Plug & Charge. The answer is told as it is; the box does nothing with it. */
export async function authorizeByCertificate(box: Box, who: CertificateAuthorization): Promise<AuthorizeResponse> {
  return call201(box, 'Authorize', {
    idToken: { idToken: who.idToken, type: who.type ?? 'eMAID' },
    ...(who.certificate === undefined ? {} : { certificate: who.certificate }),
    ...(who.hashData
      ? {
          iso15118CertificateHashData: [...who.hashData] as NonNullable<
            AuthorizeRequest['iso15118CertificateHashData']
          >,
        }
      : {}),
  })
}
