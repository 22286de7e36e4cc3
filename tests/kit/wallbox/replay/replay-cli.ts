import type { CliOptions } from '../cli-options.ts'
import { Misuse } from '../misuse.ts'
import { replay } from './replay.ts'

/** Replays the recording of the options and tells what came of it. @returns the exit code: 0 when the site took all of it */
export async function replayFromCli(options: CliOptions, print: (text: string) => void): Promise<number> {
  const [box] = options.boxes
  const { replay: wanted } = options
  if (!box || !wanted) throw new Misuse('there is nothing to replay')
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  try {
    const { errors, unanswered, breaches } = await replay({
      ...wanted,
      box,
      signal: stop.signal,
      tell: (text) => print(`${box.id}  ${text}`),
      ...(options.frames
        ? { onFrame: (direction, text) => print(`          ${box.id}  ${direction === 'sent' ? '→' : '←'} ${text}`) }
        : {}),
    })
    for (const each of breaches) print(`!! the site sent something wrong: ${each}`)
    if (errors.length > 0) print(`${errors.length} messages were answered with an error.`)
    if (unanswered.length > 0) print(`${unanswered.length} messages were not answered.`)
    return errors.length + unanswered.length + breaches.length === 0 ? 0 : 1
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}
