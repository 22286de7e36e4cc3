import type {
  AuthorizeResponse,
  CertificateActionEnumType,
  ChargingNeedsType,
  Get15118EVCertificateResponse,
  GetCertificateStatusResponse,
  NotifyEVChargingNeedsResponse,
  NotifyEVChargingScheduleResponse,
  OCSPRequestDataType,
} from '../../../src/ocpp/generated/v201/types.ts'
import type { Connector } from './box.ts'
import type { Engine } from './engine.ts'
import { Misuse } from './misuse.ts'
import { raiseSecurityEvent } from './security/security-events.ts'
import { type OwnUse, requestCertificate } from './security/signing.ts'
import type { Transcript } from './transcript.ts'
import { shown } from './v201/device-model.ts'
import {
  askCertificateStatus,
  authorizeByCertificate,
  type CertificateAuthorization,
  requestContractCertificate,
} from './v201/iso15118.ts'
import { clearLimitFromOutside, type ExternalLimit, limitFromOutside } from './v201/notify-charging-limit.ts'
import { announceChargingNeeds } from './v201/notify-ev-charging-needs.ts'
import { sendEvSchedule } from './v201/notify-ev-charging-schedule.ts'
import { replayLastCharge } from './v201/replay-last-charge.ts'
import { setInside, variableAt } from './v201/set-inside.ts'

/** What people, cars and the firmware do at a box, beside plugging and charging. What a version lacks is a Misuse. */
export class Acts {
  readonly #engine: Engine
  readonly #transcript: Transcript

  constructor(engine: Engine, transcript: Transcript) {
    this.#engine = engine
    this.#transcript = transcript
  }

  /** An energy manager or the grid limits the box (2.0.1): it obeys and tells the server. */
  limitFromOutside(limit: ExternalLimit): void {
    limitFromOutside(this.#only201('a limit from outside'), limit)
  }

  /** Takes it back; answers whether there was one. `connector` undefined: the whole station. */
  clearLimitFromOutside(source: ExternalLimit['source'], connector?: number): boolean {
    return clearLimitFromOutside(this.#only201('a limit from outside'), source, connector)
  }

  /** A car that speaks ISO 15118 tells what it wants (2.0.1). @returns the server's answer */
  async announceChargingNeeds(
    connector: number,
    needs: ChargingNeedsType,
    maxScheduleTuples?: number,
  ): Promise<NotifyEVChargingNeedsResponse> {
    const engine = this.#only201('announcing charging needs')
    return announceChargingNeeds(engine, connectorOf(engine, connector), needs, maxScheduleTuples)
  }

  /**
   * The firmware changes a variable of the device model (2.0.1), as a sensor does; a monitor that is crossed tells so.
   * `name` is `Component.Variable`, with the instance in brackets, such as `TemperatureSensor.Temperature`.
   */
  setVariable(name: string, value: string, evse?: number): void {
    setInside(this.#only201('the device model'), name, value, evse)
  }

  /** What a variable of the device model shows (2.0.1); undefined: it may only be written. */
  variable(name: string, evse?: number): string | undefined {
    const engine = this.#only201('the device model')
    return shown(engine, variableAt(engine, name, evse))
  }

  /** The box asks for a certificate of its own: `station` for TLS, `v2g-chain` for cars (2.0.1). @returns the server's word */
  async requestCertificate(use: OwnUse = 'station'): Promise<string> {
    return requestCertificate(use === 'station' ? this.#engine : this.#only201('a V2G certificate'), use)
  }

  /** Something security-relevant has happened at the box, such as TamperDetectionActivated. */
  raiseSecurityEvent(type: string, info?: string): void {
    raiseSecurityEvent(this.#engine, type, info)
  }

  /** A car wants its contract certificate installed or renewed (2.0.1). `exiRequest`: base64, as the car sent it. */
  async requestContractCertificate(
    action: CertificateActionEnumType,
    exiRequest: string,
  ): Promise<Get15118EVCertificateResponse> {
    return requestContractCertificate(this.#only201('a contract certificate'), action, exiRequest)
  }

  /** The box asks whether a certificate is revoked (2.0.1). */
  async askCertificateStatus(asked: OCSPRequestDataType): Promise<GetCertificateStatusResponse> {
    return askCertificateStatus(this.#only201('the status of a certificate'), asked)
  }

  /** Plug & Charge: asks whether the contract of a car is good (2.0.1), with its chain or the hashes of it. */
  async authorizeByCertificate(who: CertificateAuthorization): Promise<AuthorizeResponse> {
    return authorizeByCertificate(this.#only201('Plug & Charge'), who)
  }

  /** The car tells how it will charge within what it is offered (2.0.1); sent by itself after its needs were answered. */
  async sendEvSchedule(connector: number, durationS?: number): Promise<NotifyEVChargingScheduleResponse> {
    return sendEvSchedule(this.#only201("a car's schedule"), connectorOf(this.#engine, connector), durationS)
  }

  /** Sends every event of the last charge once more, marked as offline (2.0.1); answers how many there are. */
  replayLastCharge(): number {
    return replayLastCharge(this.#only201('sending a charge again'), this.#transcript)
  }

  /** A message of the box's maker, DataTransfer. @returns the server's answer */
  async sendVendorMessage(
    vendorId: string,
    messageId?: string,
    data?: unknown,
  ): Promise<{ status: string; data?: unknown }> {
    const payload = {
      vendorId,
      ...(messageId === undefined ? {} : { messageId }),
      ...(data === undefined ? {} : { data }),
    }
    return (await this.#engine.call('DataTransfer', payload)) as { status: string; data?: unknown }
  }

  #only201(what: string): Engine {
    if (this.#engine.dialect.protocol === 'ocpp1.6') throw new Misuse(`${what} needs OCPP 2.0.1, this box speaks 1.6`)
    return this.#engine
  }
}

export function connectorOf(engine: Engine, id: number): Connector {
  const found = engine.connectors.find((c) => c.id === id)
  if (!found) throw new Misuse(`${engine.identity.id} has the connectors 1 to ${engine.connectors.length}, not ${id}`)
  return found
}
