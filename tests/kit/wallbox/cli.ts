#!/usr/bin/env node
import { createInterface } from 'node:readline'
import { adviceFor } from './advice.ts'
import type { Happening } from './box.ts'
import { type CliOptions, parseOptions, RECONNECT_MS } from './cli-options.ts'
import { BoxConsole, HELP } from './console.ts'
import { Misuse } from './misuse.ts'
import type { WallboxOptions } from './options.ts'
import { replayFromCli } from './replay/replay-cli.ts'
import { VirtualWallbox } from './wallbox.ts'

/** The same trouble is told again only after so long. */
const REPEAT_MS = 60_000

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2))
  let print = (text: string): void => {
    process.stdout.write(`${text}\n`)
  }
  if (options.replay) {
    process.exitCode = await replayFromCli(options, print)
    return
  }
  const boxes = options.boxes.map(
    (each) => new VirtualWallbox({ ...each, logger: teller(each, (text) => print(text)) }),
  )
  if (options.frames) followFrames(boxes, (text) => print(text))
  for (const box of boxes) box.start()
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
    if (options.interactive) print = interact(boxes, resolve)
  })
  const begun = Promise.all(boxes.map((box) => begin(box, options)))
  // A wish that fails (a card the site refuses) is told by the box itself; a real bug must not go unseen.
  begun.catch((error: unknown) => {
    if (!(error instanceof Misuse)) throw error
    print(`That does not work: ${error.message}.`)
  })
  await stopped
  process.stdout.write('\nStopping …\n')
  await Promise.all(boxes.map((box) => box.stop()))
  const breaches = boxes.reduce((sum, box) => sum + box.violations.length, 0)
  if (breaches > 0) process.stdout.write(`${breaches} messages broke the OCPP rules: they are listed above.\n`)
}

/** What --plug and --card ask for, as soon as the site has let the box in. */
async function begin(box: VirtualWallbox, options: CliOptions): Promise<void> {
  if (options.plug) box.plug(1, { batteryKWh: options.battery, soc: options.soc })
  if (options.card === undefined) return
  while (!box.state().online) {
    if (box.stopped) return
    await new Promise((done) => setTimeout(done, 200))
  }
  await box.swipe(1, options.card)
}

/** Prints one line per happening, and each trouble with what to do about it. */
function teller(o: WallboxOptions, print: (text: string) => void): (happening: Happening) => void {
  const attempt = { url: o.url, id: o.id, protocol: o.protocol, withPassword: o.password !== undefined }
  let last = { text: '', atMs: 0 }
  return (happening) => {
    const where = happening.connector === undefined ? '' : `connector ${happening.connector}: `
    let { text } = happening
    if (happening.trouble) {
      text = adviceFor(happening.trouble, attempt)
      if (text === last.text && happening.atMs - last.atMs < REPEAT_MS) return
      last = { text, atMs: happening.atMs }
      if (happening.againMs !== undefined) text += ` Trying again, every ${RECONNECT_MS.most / 1000} s at the latest.`
    } else if (happening.kind === 'connected') {
      last = { text: '', atMs: 0 }
    } else if (happening.kind === 'violation') {
      text = `!! ${text}`
    }
    const time = new Date(happening.atMs).toLocaleTimeString('en-GB')
    print(`${time}  ${o.id}  ${where}${text}`)
  }
}

function followFrames(boxes: readonly VirtualWallbox[], print: (text: string) => void): void {
  for (const box of boxes) {
    box.transcript.onLine = (line) =>
      print(`          ${box.id}  ${line.direction === 'sent' ? '→' : '←'} ${line.frame}`)
  }
}

/** Reads commands; answers how to print so that the line being typed stays whole. */
function interact(boxes: readonly VirtualWallbox[], quit: () => void): (text: string) => void {
  const lines = createInterface({ input: process.stdin, output: process.stdout, historySize: 100 })
  let open = true
  const print = (text: string): void => {
    process.stdout.write(open ? `\r\x1b[K${text}\n` : `${text}\n`)
    if (open) lines.prompt(true)
  }
  const commands = new BoxConsole(boxes, print)
  let last = Promise.resolve()
  const carryOut = async (line: string) => {
    if ((await commands.run(line)) === 'quit') return lines.close()
    lines.setPrompt(commands.prompt)
    if (open) lines.prompt()
  }
  // One after the other: a card held before the reader is dealt with before the next act.
  lines.on('line', (line) => {
    last = last
      .then(() => carryOut(line))
      .catch((error: unknown) =>
        print(`The virtual wallbox has a bug: ${error instanceof Error ? error.stack : String(error)}`),
      )
  })
  lines.on('SIGINT', () => lines.close())
  lines.on('close', () => {
    open = false
    void last.then(quit)
  })
  lines.setPrompt(commands.prompt)
  print(HELP)
  return print
}

try {
  await main()
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`That does not work: ${error.message}.\n`)
  process.exitCode = 1
}
