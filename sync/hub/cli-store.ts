import { type Command, InvalidArgumentError } from 'commander'
import { SyncError } from '../protocol/sync-error.ts'
import { chooseStore } from './open-store.ts'
import type { HubStore } from './store.ts'

export interface GlobalOptions {
  store: string
}

export const out = (line: string) => void process.stdout.write(`${line}\n`)

/** One command's work on the store that `--store` names. @throws SyncError notFound, refused, storage */
export async function withStore<T>(
  command: Command,
  work: (store: HubStore) => Promise<T>,
  { create = false } = {},
): Promise<T> {
  const choice = chooseStore(command.optsWithGlobals<GlobalOptions>().store)
  if (!create && !choice.exists)
    throw new SyncError(
      'notFound',
      `There is no hub database ${choice.name} yet. Start the hub once, or name another with --store`,
    )
  const store = await choice.make()
  await store.open()
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

export function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return value
}

export function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 10_000)
    throw new InvalidArgumentError('A count is a number from 1 to 10000.')
  return value
}
