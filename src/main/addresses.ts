import { networkInterfaces } from 'node:os'

/** How this machine is called from the site's network: its first address there, else loopback. */
export function lanAddress(): string {
  for (const addresses of Object.values(networkInterfaces()))
    for (const address of addresses ?? []) if (address.family === 'IPv4' && !address.internal) return address.address
  return '127.0.0.1'
}

/** The host to write into an address for others, of a server that listens on `host`. */
export function reachableHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? lanAddress() : host.includes(':') ? `[${host}]` : host
}
