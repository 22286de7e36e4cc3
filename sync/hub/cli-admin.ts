import { Argument, type Command } from 'commander'
import { SyncError } from '../protocol/sync-error.ts'
import { emqxConfig, mosquittoConfig } from './broker-config.ts'
import { out, port, withStore } from './cli-store.ts'
import { examine } from './doctor.ts'
import { migrationScript } from './mssql/migrate.ts'
import { roleScript } from './mssql/roles.ts'

/** What an administrator needs around the hub: its schema, its broker, its health. */
export function addAdminCommands(program: Command) {
  program
    .command('migrate')
    .description('bring the database up to date; on SQL Server also as a script for an administrator')
    .option('--print', 'only print the T-SQL, and do nothing', false)
    .option('--roles <worker,reader>', 'only print the T-SQL of the roles, for these two users of the database')
    .action(async (options: { print: boolean; roles?: string }, command: Command) => {
      if (options.print) return out(migrationScript())
      if (options.roles !== undefined) {
        const [worker, reader, ...rest] = options.roles.split(',')
        if (!worker || !reader || rest.length > 0)
          throw new SyncError('refused', 'Name two users of the database, with a comma: --roles chargeyard_hub,reports')
        return out(`${roleScript(worker, reader).join(';\nGO\n')};\nGO`)
      }
      await withStore(command, async () => {}, { create: true })
      out('The database is up to date.')
    })

  program
    .command('doctor')
    .description('look whether all is well: database, sites, dead rows; ends with 1 where something needs somebody')
    .action(async (_: object, command: Command) => {
      const { lines, well } = await withStore(command, (store) => examine(store, Date.now()))
      for (const line of lines) out(line)
      if (!well) process.exitCode = 1
    })

  program
    .command('broker-config')
    .description('access rules and settings for a broker of the field, to be put into its folder')
    .addArgument(new Argument('<broker>', 'which one').choices(['mosquitto', 'emqx']))
    .option('--port <port>', 'where it listens', port, 8883)
    .option('--hub-user <name>', 'user name of the hub', 'hub')
    .option('--folder <path>', 'where the files will be', '/etc/mosquitto/chargeyard')
    .option('--no-tls', 'without TLS')
    .action((broker: string, options: { port: number; hubUser: string; folder: string; tls: boolean }) => {
      const { files, advice } = broker === 'emqx' ? emqxConfig(options) : mosquittoConfig(options)
      for (const { name, content } of files) out(`# ---- ${name}\n${content}`)
      out(`# ${advice}`)
    })
}
