import type { Trouble } from './socket.ts'

export interface Attempt {
  readonly url: string
  readonly id: string
  readonly protocol: string
  readonly withPassword: boolean
}

/** One sentence that says why there is no connection and what to do about it. */
export function adviceFor(trouble: Trouble, attempt: Attempt): string {
  const { url, id, protocol } = attempt
  const host = hostOf(url)
  switch (trouble.kind) {
    case 'refused':
      return `Nobody answers at ${host}: start the site, or correct the address and port in --url (a site's OCPP port is 8081 unless it was changed).`
    case 'unknown-host':
      return `There is no computer called ${host} on this network: correct the name in --url, or use the site's IP address.`
    case 'unreachable':
      return `${host} can't be reached: check the network cable, the IP address and the site's firewall.`
    case 'timeout':
      return `${host} did not answer in time: check that --url leads to the site's OCPP port and that no firewall is in between.`
    case 'tls':
      return `The encrypted connection to ${host} failed (${trouble.detail}): use ws:// where the site has no certificate, or a certificate this computer trusts.`
    case 'http':
      return refusal(trouble, attempt)
    case 'subprotocol':
      return `The site does not speak ${protocol} with ${id} (${trouble.detail}): choose another version with --protocol.`
    case 'closed':
      return trouble.code === 1006
        ? 'The connection broke off: the site was stopped, or the network failed.'
        : `The site closed the connection (code ${trouble.code}${trouble.detail ? `, ${trouble.detail}` : ''}): see the messages of ${id} on the desk.`
    case 'other':
      return `The connection to ${host} failed: ${trouble.detail}.`
  }
}

function refusal(trouble: Extract<Trouble, { kind: 'http' }>, attempt: Attempt): string {
  const { id, url, protocol, withPassword } = attempt
  const elsewhere = `correct --url to the site's OCPP port and path, like ws://${new URL(url).hostname}:8081/OCPP.`
  if (/^\s*</.test(trouble.detail)) return `A web page answers at ${hostOf(url)}, no site for wallboxes: ${elsewhere}`
  const said = trouble.detail ? ` The site says: ${trouble.detail.replace(/\s+/g, ' ').slice(0, 200)}` : ''
  switch (trouble.status) {
    case 401:
      return withPassword
        ? `The site does not accept this user name and password for ${id}: set the password of ${id} on the desk and give the same with --password-file.`
        : `The site wants a password for ${id}: give the one from the desk with --password-file (or --password).`
    case 403:
      return `The site knows ${id} but does not let it in: enable it on the desk, and check that it may use ${protocol}.${said}`
    case 404:
      // A site that knows the path names the station in its refusal.
      if (trouble.detail && !trouble.detail.includes(id))
        return `The path in --url is not the site's: ${elsewhere}${said}`
      return `The site does not know ${id} yet: adopt it on the desk (it is listed as knocking) or run "npm run site -- adopt ${id}".`
    case 400:
    case 426:
      return `The site refuses ${protocol}: choose another version with --protocol, and check that the path in --url is the site's (usually /OCPP).${said}`
    case 429:
    case 503:
      return `The site is too busy or just starting.${said}`
    default:
      return `${hostOf(url)} refuses the connection with HTTP ${trouble.status}: ${elsewhere}${said}`
  }
}

function hostOf(url: string): string {
  return new URL(url).host
}
