import type { UseCaseName } from '../../site/api.ts'

/**
 * What the desk may ask of the site, by name. Whatever is not listed does not exist for a browser: the words of stations, of
 * headquarters and of the controller itself, and signing in, which has routes of its own because it sets a cookie.
 */
const names = [
  'site.get',
  'site.update',
  'signIn.me',
  'users.list',
  'users.create',
  'users.updateMe',
  'overview.get',
  'overview.power',
  'overview.days',
  'stations.list',
  'stations.get',
  'stations.knocking',
  'stations.events',
  'stations.adopt',
  'stations.update',
  'stations.remove',
  'stations.reset',
  'stations.setAvailability',
  'stations.unlock',
  'stations.trigger',
  'stations.readSettings',
  'stations.settings',
  'stations.writeSetting',
  'tags.list',
  'tags.mine',
  'tags.create',
  'tags.update',
  'tags.remove',
  'transactions.list',
  'transactions.totals',
  'transactions.get',
  'transactions.samples',
  'transactions.start',
  'transactions.startRequest',
  'transactions.stop',
  'messages.list',
  'messages.export',
  'stations.request',
  'stations.requestActions',
  'stations.requestSchema',
  'stations.dataTransfer',
  'vendors.list',
  'vendors.put',
  'vendors.remove',
  'displayMessages.list',
  'displayMessages.set',
  'displayMessages.clear',
  'displayMessages.refresh',
  'customerInformation.list',
  'customerInformation.get',
  'customerInformation.ask',
  'customerInformation.remove',
  'stations.priceDisplay',
  'stations.setPriceDisplay',
  'quirks.list',
  'quirks.put',
  'quirks.remove',
  'quirks.ofStation',
  'quarantine.list',
  'quarantine.get',
  'quarantine.repair',
  'quarantine.book',
  'quarantine.discard',
  'hq.status',
  'hq.configure',
  'hq.disconnect',
] as const satisfies readonly UseCaseName[]

type DeskUseCaseName = (typeof names)[number]

export const deskUseCases: ReadonlySet<string> = new Set(names)

export function isDeskUseCase(name: string): name is DeskUseCaseName {
  return deskUseCases.has(name)
}
