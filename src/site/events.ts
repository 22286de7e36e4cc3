import type { AlarmView } from './alarms/alarm.ts'
import type { CertificateRequestView, SecuritySettings } from './certificates/certificate.ts'
import type { ChargingNoted } from './charging-profiles/profile.ts'
import type { ConnectorView } from './connectors/connector.ts'
import type { SampleView } from './connectors/sample.ts'
import type { CustomerInquiryView } from './customers/customer.ts'
import type { ReportView } from './device-model/report.store.ts'
import type { DisplayMessageView } from './displays/display.ts'
import type { HqStatus } from './hq/hq.ts'
import type { Log } from './log.ts'
import type { LoggedMessage } from './messages/message.ts'
import type { PriceDisplayView } from './prices/price-display.ts'
import type { QuarantinedFact } from './quarantine/quarantine.ts'
import type { QuirkProfileView } from './quirks/quirk.ts'
import type { ReservationView } from './reservations/reservation.ts'
import type { SiteView } from './setup/site-view.ts'
import type { SetupResult } from './station-setup/setup-plan.store.ts'
import type { PasswordRotationView } from './stations/password-rotation.ts'
import type { KnockingStation, StationEventView, StationView } from './stations/station.ts'
import type { TagView } from './tags/tag.ts'
import type { StartRequestView, TransactionView } from './transactions/transaction.ts'
import type { TransferView } from './transfers/transfer.ts'
import type { UserView } from './users/user.ts'

/** Facts, in the past tense, published after the commit that holds them. Each carries the whole new row. */
export interface SiteEventMap {
  'site.changed': SiteView
  'station.changed': StationView
  'transfer.changed': TransferView
  'station.booted': { accountId: string; id: string; isHeld: boolean }
  'setup.changed': { accountId: string; id: string; results: SetupResult[] }
  'station.removed': { accountId: string; id: string }
  /** Who may use it from now on; nobody named: everybody of the account. */
  'station.assigned': { accountId: string; id: string; userIds: string[] }
  'station.knocked': KnockingStation
  'station.knocking-ended': { id: string }
  'station.reported': StationEventView
  'report.changed': ReportView & { accountId: string; stationId: string }
  'connector.changed': ConnectorView
  'sample.recorded': SampleView
  'transaction.changed': TransactionView
  'start-request.changed': StartRequestView
  'reservation.changed': ReservationView
  'charging.noted': ChargingNoted
  'tag.changed': TagView
  'user.changed': UserView
  /** All sign-ins of this user (or only this family of tokens) have ended. */
  'user.signed-out': { accountId: string; userId: string; familyId?: string }
  'message.logged': LoggedMessage
  'fact.quarantined': QuarantinedFact
  /** A quarantined fact was repaired, booked or discarded. */
  'quarantine.changed': QuarantinedFact
  /** Null: there is no such profile any more. */
  'quirks.changed': { accountId: string; id: string; profile: QuirkProfileView | null }
  'display-message.changed': DisplayMessageView
  'customer-inquiry.changed': CustomerInquiryView
  'customer-inquiry.removed': { accountId: string; stationId: string; id: number }
  'price-display.changed': PriceDisplayView
  'certificates.changed': { at: number }
  'certificate-request.changed': CertificateRequestView
  'password-rotation.changed': PasswordRotationView
  'alarm.changed': AlarmView
  'security.changed': SecuritySettings
  'hq.changed': HqStatus
  /** Something waits in the outbox for headquarters. */
  'outbox.filled': { lane: 'tx' | 'acct' }
}

export type SiteEventName = keyof SiteEventMap

/** One event with its name: what streams and listeners to everything get. */
export type SiteEvent = { [N in SiteEventName]: { name: N; payload: SiteEventMap[N] } }[SiteEventName]

interface Listener {
  label: string
  call(payload: unknown): void
}

/** A listener that throws is logged by its label, and does not stop the others. */
export class SiteEvents {
  readonly #log: Log
  readonly #byName = new Map<SiteEventName, Set<Listener>>()
  readonly #all = new Set<Listener>()

  constructor(log: Log) {
    this.#log = log
  }

  /** @returns the function that ends the subscription */
  on<N extends SiteEventName>(name: N, label: string, call: (payload: SiteEventMap[N]) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Set()
    this.#byName.set(name, listeners)
    const listener: Listener = { label, call: call as (payload: unknown) => void }
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Every event. @returns the function that ends the subscription */
  onAny(label: string, call: (event: SiteEvent) => void): () => void {
    const listener: Listener = { label, call: call as (payload: unknown) => void }
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  /** Whether an event of this name would reach anybody. */
  isHeard(name: SiteEventName): boolean {
    return this.#all.size > 0 || (this.#byName.get(name)?.size ?? 0) > 0
  }

  publish(event: SiteEvent) {
    for (const listener of this.#byName.get(event.name) ?? []) this.#call(listener, event.name, event.payload)
    for (const listener of this.#all) this.#call(listener, event.name, event)
  }

  #call(listener: Listener, name: string, payload: unknown) {
    try {
      listener.call(payload)
    } catch (error) {
      this.#log.error('a listener failed', {
        listener: listener.label,
        event: name,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    }
  }
}
