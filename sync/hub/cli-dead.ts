import { Command, InvalidArgumentError } from 'commander'
import { SyncError } from '../protocol/sync-error.ts'
import { instant } from './cli-format.ts'
import { count, out, withStore } from './cli-store.ts'

function deadId(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('The number of a dead row is needed.')
  return value
}

const noDeadRow = (id: number) => new SyncError('notFound', `There is no dead row ${id}. See: hub dead list`)

/** `hub dead …` */
export function addDeadCommands(program: Command) {
  program
    .command('dead')
    .description('rows of sites that could not be booked')
    .addCommand(
      new Command('list')
        .description('list them, the newest first')
        .option('--limit <n>', 'at most so many', count, 100)
        .action(async (options: { limit: number }, command: Command) => {
          const rows = await withStore(command, (store) => store.deadRows(options.limit))
          if (rows.length === 0) out('No dead rows.')
          for (const row of rows)
            out(
              `${row.id}  ${instant(row.at)}  ${row.site}  ${row.lane} ${row.epoch}/${row.q}  ${row.code}: ${row.reason}\n    ${row.row}`,
            )
        }),
    )
    .addCommand(
      new Command('show')
        .description('one of them, whole')
        .argument('<id>', 'its number in the list', deadId)
        .action(async (id: number, _: object, command: Command) => {
          const row = await withStore(command, (store) => store.deadRow(id))
          if (!row) throw noDeadRow(id)
          const { row: json, at, ...facts } = row
          out(JSON.stringify({ ...facts, at: instant(at), row: JSON.parse(json) }, null, 2))
        }),
    )
    .addCommand(
      new Command('retry')
        .description('book one of them now, after what stood in its way was put right')
        .argument('<id>', 'its number in the list', deadId)
        .action(async (id: number, _: object, command: Command) => {
          const reason = await withStore(command, (store) => store.retryDead(id, Date.now()))
          if (reason === undefined) throw noDeadRow(id)
          if (reason !== null) throw new SyncError('refused', `Row ${id} still can not be booked: ${reason}`)
          out(`Row ${id} is booked.`)
        }),
    )
    .addCommand(
      new Command('discard')
        .description('forget one of them for good')
        .argument('<id>', 'its number in the list', deadId)
        .action(async (id: number, _: object, command: Command) => {
          if (!(await withStore(command, (store) => store.discardDead(id)))) throw noDeadRow(id)
          out(`Row ${id} is discarded.`)
        }),
    )
}
