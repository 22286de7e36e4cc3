/** Files between a station and the site. Each call throws as those of Charger do. */
export interface TransferCharger {
  /** `retrieveAt`, `installAt`: UTC ms; at once when absent. `signature`: the station checks it before it installs. */
  updateFirmware(order: {
    requestId: number
    url: string
    retrieveAt: number
    installAt?: number
    signature?: { certificate: string; value: string }
  }): Promise<'accepted' | 'replaced-earlier'>
  /**
   * The station sends its log to `url`, where it adds a name of its own when that ends with a slash.
   * `fileName`: what it will be called; null when it has nothing to send or does not say.
   */
  fetchLog(order: {
    requestId: number
    kind: 'diagnostics' | 'security'
    url: string
    from?: number
    to?: number
  }): Promise<{ answer: 'accepted' | 'replaced-earlier' | 'nothing'; fileName: string | null }>
  /** The station keeps a firmware for others on its own network (2.0.1 use case L03). `md5`: hexadecimal. */
  publishFirmware(order: { requestId: number; url: string; md5: string }): Promise<void>
  unpublishFirmware(order: { md5: string }): Promise<'unpublished' | 'none' | 'downloading'>
}
