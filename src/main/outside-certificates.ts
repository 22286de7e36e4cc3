import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns'
import { type ClientRequestArgs, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP } from 'node:net'
import type { CertificateProvider, Outside } from '../site/iso15118/certificate-provider.ts'

const timeoutMs = 8_000
const longestAnswer = 64 * 1024

/** Addresses that are no business of whoever named them: this machine, its networks, and what is none. */
const privateIn = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateIn.ipv4.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  privateIn.ipv6.addSubnet(net, prefix, 'ipv6')

export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  const version = family === 6 ? 'ipv6' : 'ipv4'
  return privateIn[version].check(address, version)
}

/**
 * The pool of contracts speaks OPCP (Open Plug & Charge Protocol, `POST {url}/v1/ccp/signedContractData`), the responders OCSP
 * over HTTP. Redirects are not followed: they would lead past the rule about addresses.
 */
export const outsideCertificates: CertificateProvider = {
  contract: async ({ url, token, schemaVersion, exiRequest }) => {
    const body = JSON.stringify({ certificateInstallationReq: exiRequest, xsdMsgDefNamespace: schemaVersion })
    const answer = await post(`${url.replace(/\/+$/, '')}/v1/ccp/signedContractData`, Buffer.from(body), {
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      },
      // a person configured it: it may be in the house
      privateAddresses: true,
    })
    return answer.ok ? contractIn(answer.value) : answer
  },

  ocsp: ({ url, request, privateAddresses }) =>
    post(url, request, {
      headers: { 'Content-Type': 'application/ocsp-request', Accept: 'application/ocsp-response' },
      privateAddresses,
    }),
}

function contractIn(bytes: Buffer): Outside<string> {
  try {
    const { CCPResponse } = JSON.parse(bytes.toString('utf8')) as {
      CCPResponse?: { emaidContent?: { messageDef?: { certificateInstallationRes?: unknown } }[] }
    }
    const found = CCPResponse?.emaidContent?.[0]?.messageDef?.certificateInstallationRes
    if (typeof found === 'string' && found.length > 0) return { ok: true, value: found }
    return { ok: false, reason: 'the pool has no contract for this car' }
  } catch {
    return { ok: false, reason: 'the pool answered with something else than JSON' }
  }
}

interface PostOptions {
  headers: Record<string, string>
  privateAddresses: boolean
}

function post(address: string, body: Buffer, { headers, privateAddresses }: PostOptions): Promise<Outside<Buffer>> {
  const refused = refusalOf(address, privateAddresses)
  if (refused !== undefined) return Promise.resolve({ ok: false, reason: refused })
  return new Promise((resolve) => {
    const url = new URL(address)
    const fail = (reason: string) => resolve({ ok: false, reason })
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': body.length },
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(privateAddresses ? {} : { lookup: publicLookup }),
    })
    request.on('error', (error) => fail(error.name === 'AbortError' ? 'it did not answer in time' : error.message))
    request.on('response', (response) => {
      const parts: Buffer[] = []
      let length = 0
      response.on('data', (part: Buffer) => {
        length += part.length
        if (length > longestAnswer) {
          fail('its answer is too long')
          request.destroy()
        } else parts.push(part)
      })
      response.on('error', (error) => fail(error.message))
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ ok: true, value: Buffer.concat(parts) })
        else fail(`it answered with the status ${response.statusCode}`)
      })
    })
    request.end(body)
  })
}

function refusalOf(address: string, privateAddresses: boolean): string | undefined {
  if (!URL.canParse(address)) return 'its address can not be read'
  const { protocol, hostname, username } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return 'its address is not one of HTTP'
  if (username !== '') return 'its address holds a user name'
  const host = hostname.replace(/^\[|\]$/g, '')
  if (!privateAddresses && isIP(host) !== 0 && isPrivateAddress(host)) return 'its address is in a private network'
  return undefined
}

/** Looks at what a name means when the connection is made: a name that means something else a moment later gains nothing. */
const publicLookup: NonNullable<ClientRequestArgs['lookup']> = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 4)
    const allowed = addresses.filter(({ address }) => !isPrivateAddress(address))
    const [first] = allowed
    if (!first) return callback(new Error('its name leads into a private network'), '', 4)
    if (options.all) callback(null, allowed)
    else callback(null, first.address, first.family)
  })
}
