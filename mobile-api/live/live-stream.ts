import type { Response } from 'express'
import type { SiteEvent } from '../../src/site/events.ts'
import { type LiveFeed, openLiveFeed } from '../../src/site/live.ts'
import type { Log } from '../../src/site/log.ts'
import type { UserActor } from '../../src/site/permissions.ts'
import type { Site } from '../../src/site/site.ts'
import { dataOf, deltaNames, type LiveEventName, snapshotOf } from './live-events.ts'

/** A phone that leaves so much unread is dropped: it comes back for a snapshot, which is less. */
const mostUnreadBytes = 256 * 1024
/** How long a browser waits before it opens a stream again. */
const retryMs = 3000

/** One phone: a snapshot, then what changes, as server-sent events (HTML Living Standard, section 9.2). */
export class LiveStream {
  readonly actor: UserActor
  readonly familyId: string
  readonly #site: Site
  readonly #id: string
  readonly #response: Response
  readonly #log: Log
  readonly #onClose: () => void
  #feed: LiveFeed | undefined
  #count = 0
  /** Of the snapshot, which may be larger than what may be left unread otherwise. */
  #allowanceBytes = 0
  #closed = false

  constructor(options: {
    id: string
    site: Site
    actor: UserActor
    familyId: string
    response: Response
    log: Log
    onClose: () => void
  }) {
    this.#id = options.id
    this.#site = options.site
    this.actor = options.actor
    this.familyId = options.familyId
    this.#response = options.response
    this.#log = options.log
    this.#onClose = options.onClose
  }

  /** Sends the head and the snapshot. @throws SiteError when the snapshot can't be read; then nothing was sent */
  async start() {
    this.#response.once('close', () => this.#close())
    const feed = await openLiveFeed(this.#site, this.actor, {
      names: deltaNames,
      deliver: (event: SiteEvent) => this.#send(event.name as LiveEventName, dataOf(event)),
    })
    if (this.#closed) {
      feed.stop()
      return
    }
    this.#feed = feed
    this.#response.status(200)
    this.#response.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
    // a proxy in between must pass each event on at once
    this.#response.setHeader('X-Accel-Buffering', 'no')
    this.#response.on('drain', () => {
      this.#allowanceBytes = 0
    })
    const snapshot = JSON.stringify(snapshotOf(feed.snapshot))
    this.#allowanceBytes = Buffer.byteLength(snapshot)
    this.#write(`retry: ${retryMs}\n\n`)
    this.#send('snapshot', snapshot)
  }

  /** A comment, so that both sides notice a connection that is gone. */
  beat() {
    this.#write(': still here\n\n')
  }

  /** The last event, and the end of the response. */
  end(name: 'expired' | 'signed-out' | 'closing', data: object = {}) {
    if (this.#closed) return
    this.#send(name, JSON.stringify(data))
    this.#response.end()
    this.#close()
  }

  #send(name: LiveEventName, data: string) {
    this.#count += 1
    this.#write(`id: ${this.#id}-${this.#count}\nevent: ${name}\ndata: ${data}\n\n`)
  }

  #write(text: string) {
    if (this.#closed) return
    this.#response.write(text)
    const unreadBytes = this.#response.writableLength
    if (unreadBytes <= mostUnreadBytes + this.#allowanceBytes) return
    this.#log.info('a phone does not read its live stream, and was dropped', { userId: this.actor.userId, unreadBytes })
    this.#response.destroy()
    this.#close()
  }

  #close() {
    if (this.#closed) return
    this.#closed = true
    this.#feed?.stop()
    this.#onClose()
  }
}
