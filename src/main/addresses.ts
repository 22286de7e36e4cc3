import { networkInterfaces } from 'node:os'

/** How this machine is called from its networks: all its IPv4 addresses there, else loopback. */
function lanAddresses(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter((one) => one.family === 'IPv4' && !one.internal).map((one) => one.address),
  )
  return found.length > 0 ? found : ['127.0.0.1']
}

/** The hosts to write into addresses for others, of a server that listens on `host`. Never empty. */
export function reachableHosts(host: string): string[] {
  if (host === '0.0.0.0' || host === '::') return lanAddresses()
  return [host.includes(':') ? `[${host}]` : host]
}
