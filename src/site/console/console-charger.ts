/** JSON schema of a request, as the protocol's makers publish it. */
export type RequestSchema = Readonly<Record<string, unknown>>

/** What a station answered: its result, or that it could not or would not. */
export type ConsoleAnswer = { result: unknown } | { error: { code: string; description: string; details: unknown } }

/** The port of the expert console: a person writes the protocol's own words. */
export interface ConsoleCharger {
  /**
   * Sends any request of the station's version. `force`: an action that is unknown, or a payload that does not match its
   * schema, is sent as it is.
   * @throws SiteError InvalidInput with `fields` (`payload.…` → what is wrong), StationOffline, StationTimeout
   */
  request(order: {
    action: string
    payload: unknown
    force: boolean
    timeoutMs?: number | undefined
  }): Promise<ConsoleAnswer>
  /** Requests that the station's version has, in alphabetical order. */
  requestActions(): Promise<{ protocol: string; actions: string[] }>
  /** @throws SiteError NotFound */
  requestSchema(order: { action: string }): Promise<RequestSchema>
}
