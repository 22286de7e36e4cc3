/**
 * The topics of protocol version 1, and who may use them.
 *
 *     evs/1/s/{site}/up/{hello|tx|acct|req|cur}      site → hub
 *     evs/1/s/{site}/dn/{ack|acct|urgent|snap|ctl}   hub → site
 *     evs/1/s/{site}/state                           retained, with a last will
 *     evs/1/hub/state                                retained
 *     evs/1/b/{bucket}/head                          retained wake-up, no data
 *     evs/1/enrol/{codeHash}/{req|res}
 */
const root = 'evs/1'

export const upChannels = ['hello', 'tx', 'acct', 'req', 'cur'] as const
export const downChannels = ['ack', 'acct', 'urgent', 'snap', 'ctl'] as const
export const lanes = ['tx', 'acct'] as const
export type UpChannel = (typeof upChannels)[number]
export type DownChannel = (typeof downChannels)[number]
export type Lane = (typeof lanes)[number]

export type Topic =
  | { kind: 'up'; site: string; channel: UpChannel }
  | { kind: 'down'; site: string; channel: DownChannel }
  | { kind: 'siteState'; site: string }
  | { kind: 'hubState' }
  | { kind: 'head'; bucket: string }
  | { kind: 'enrol'; codeHash: string; channel: 'req' | 'res' }

/** A site's id is part of its topics, its user name and its client id: lower case, digits and hyphens, at most 36. */
export const siteIdPattern = /^[a-z0-9][a-z0-9-]{0,35}$/
/** A bucket is a tenant (an account's id). */
export const bucketPattern = /^[A-Za-z0-9-]{1,64}$/
const codeHashPattern = /^[a-z0-9]{16,64}$/

/** Filters of the hub: everything that sites say. */
export const hubFilters = {
  up: `${root}/s/+/up/#`,
  siteState: `${root}/s/+/state`,
} as const

/** Filters of a site: what is meant for it. */
export function siteFilters(site: string): string[] {
  return [`${root}/s/${site}/dn/#`, `${root}/hub/state`, `${root}/b/+/head`]
}

/** MQTT 5 shared subscription, so that several hub workers share the work; needs a broker that knows it. */
export function sharedFilter(filter: string): string {
  return `$share/hub/${filter}`
}

export function printTopic(topic: Topic): string {
  switch (topic.kind) {
    case 'up':
      return `${root}/s/${topic.site}/up/${topic.channel}`
    case 'down':
      return `${root}/s/${topic.site}/dn/${topic.channel}`
    case 'siteState':
      return `${root}/s/${topic.site}/state`
    case 'hubState':
      return `${root}/hub/state`
    case 'head':
      return `${root}/b/${topic.bucket}/head`
    case 'enrol':
      return `${root}/enrol/${topic.codeHash}/${topic.channel}`
  }
}

/** Undefined for whatever is not a topic of this version: another peer's future, or somebody else's message. */
export function parseTopic(text: string): Topic | undefined {
  const [evs, version, area, id, branch, channel, ...rest] = text.split('/')
  if (evs !== 'evs' || version !== '1' || rest.length > 0 || area === undefined || id === undefined) return undefined
  if (area === 'hub') return id === 'state' && branch === undefined ? { kind: 'hubState' } : undefined
  if (area === 's') return parseSiteTopic(id, branch, channel)
  if (area === 'b') {
    return branch === 'head' && channel === undefined && bucketPattern.test(id)
      ? { kind: 'head', bucket: id }
      : undefined
  }
  if (area === 'enrol' && channel === undefined && codeHashPattern.test(id) && (branch === 'req' || branch === 'res')) {
    return { kind: 'enrol', codeHash: id, channel: branch }
  }
  return undefined
}

function parseSiteTopic(site: string, branch: string | undefined, channel: string | undefined): Topic | undefined {
  if (!siteIdPattern.test(site)) return undefined
  if (branch === 'state') return channel === undefined ? { kind: 'siteState', site } : undefined
  if (channel === undefined) return undefined
  if (branch === 'up' && isOneOf(upChannels, channel)) return { kind: 'up', site, channel }
  if (branch === 'dn' && isOneOf(downChannels, channel)) return { kind: 'down', site, channel }
  return undefined
}

/** The MQTT client id of a site: one connection per site, the newest wins. Its user name is the site's id. */
export function clientIdOf(site: string): string {
  return `evs-${site}`
}

/** May this site publish to this topic? Only `s/{itself}/up/…` and `s/{itself}/state`. */
export function mayPublish(site: string, topicText: string): boolean {
  const own = `${root}/s/${site}`
  return siteIdPattern.test(site) && (topicText === `${own}/state` || isBelow(topicText, `${own}/up`))
}

/** May a message on this topic stay with the broker? Only states and heads; anything else would greet the next reader stale. */
export function mayRetain(topicText: string): boolean {
  const topic = parseTopic(topicText)
  return topic !== undefined && (topic.kind === 'siteState' || topic.kind === 'hubState' || topic.kind === 'head')
}

/** May this site subscribe with this filter? Only where everything it matches is meant for the site. */
export function maySubscribe(site: string, filter: string): boolean {
  return siteIdPattern.test(site) && siteFilters(site).some((allowed) => covers(allowed, filter))
}

/** Does every topic that `filter` matches also match `allowed`? */
export function covers(allowed: string, filter: string): boolean {
  const want = filter.split('/')
  const have = allowed.split('/')
  for (let i = 0; i < have.length; i++) {
    const level = have[i]
    // `#` also matches its parent level, so a filter that ends here is inside as well.
    if (level === '#') return true
    const wanted = want[i]
    if (wanted === undefined || wanted === '#') return false
    if (level !== '+' && level !== wanted) return false
  }
  return want.length === have.length
}

/** Does the topic (without wildcards) match the filter? */
export function matches(filter: string, topicText: string): boolean {
  return !/[+#]/.test(topicText) && covers(filter, topicText)
}

function isBelow(topicText: string, parent: string): boolean {
  return topicText.startsWith(`${parent}/`) && topicText.length > parent.length + 1 && !/[+#]/.test(topicText)
}

function isOneOf<T extends string>(all: readonly T[], text: string): text is T {
  return (all as readonly string[]).includes(text)
}
