import { instant } from './cli-format.ts'
import type { HubStore } from './store.ts'

/** A site that said nothing for so long needs somebody to look. */
const longSilentMs = 24 * 3_600_000

/** What needs somebody at headquarters, in sentences that say what to do. */
export async function examine(store: HubStore, now: number): Promise<{ lines: string[]; well: boolean }> {
  const lines: string[] = []
  const sites = await store.sites()
  for (const { id, name, online, seenAt, quarantined, dead, accounts } of sites) {
    if (quarantined !== null)
      lines.push(`! ${id} (${name}) is quarantined: ${quarantined} Then: hub sites --release ${id}`)
    if (seenAt === null) lines.push(`! ${id} (${name}) has never been here. Type its connection string into its desk.`)
    else if (!online && now - seenAt > longSilentMs)
      lines.push(`! ${id} (${name}) was last seen ${instant(seenAt)}. Look at its power and its network.`)
    if (dead > 0) lines.push(`! ${id} (${name}) has ${dead} dead rows. See: hub dead list`)
    for (const account of accounts) {
      if (!account.granted)
        lines.push(
          `! ${id} (${name}) may not speak for ${account.name}. If it should: hub sites --grant ${id} --account ${account.id}`,
        )
      else if (online && account.cursor < account.head)
        lines.push(`! ${id} (${name}) is ${account.head - account.cursor} decisions behind for ${account.name}.`)
    }
  }
  const well = lines.length === 0
  const online = sites.filter((site) => site.online).length
  return {
    lines: [
      `The database answers. ${sites.length} sites, ${online} online.`,
      ...lines,
      ...(well ? ['All is well.'] : []),
    ],
    well,
  }
}
