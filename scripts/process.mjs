// Child processes for the scripts: the tools of node_modules/.bin, with the project's own Node first in PATH.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const binFolder = join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'

/** The environment in which `node` is the project's own Node and the installed tools are found by name. */
export function toolEnvironment(extra = {}) {
  return { ...process.env, PATH: `${binFolder}${delimiter}${process.env.PATH ?? ''}`, ...extra }
}

/** The command that starts an installed tool; Windows starts `.cmd` files only through its shell. */
function toolCommand(name) {
  return windows ? join(binFolder, `${name}.cmd`) : join(binFolder, name)
}

/**
 * Runs a command and collects what it prints. Resolves with its exit code and its output, also when it fails.
 * `timeoutMs` ends it (SIGKILL) and is reported as exit code 124.
 */
export function capture(
  command,
  args,
  { env = toolEnvironment(), timeoutMs = 600_000, echo = false, cwd = root } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell: windows && command.endsWith('.cmd') })
    let output = ''
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, timeoutMs)
    const take = (stream) => (chunk) => {
      output += chunk
      if (echo) stream.write(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', take(process.stdout))
    child.stderr.setEncoding('utf8').on('data', take(process.stderr))
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, output: `${output}${error.message}\n` })
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (timedOut) output += `\n${command} was ended after ${timeoutMs / 1000} s\n`
      resolve({ code: timedOut ? 124 : exitCode(code, signal), output })
    })
  })
}

/** `capture` for a tool of node_modules/.bin. */
export function captureTool(name, args, options) {
  return capture(toolCommand(name), args, options)
}

let interrupting

/** The exit code that is due when a signal has asked this script to end, else undefined. */
export function interruption() {
  return interrupting && 128 + constants.signals[interrupting]
}

/**
 * Runs a command in the foreground: it owns the terminal, gets our SIGTERM and SIGHUP, and its exit code is ours.
 * Ctrl-C reaches it from the terminal itself, so it is only kept from ending us before the child has cleaned up.
 */
export function foreground(command, args, { env = toolEnvironment(), cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit', shell: windows && command.endsWith('.cmd') })
    const passOn = (signal) => {
      interrupting = signal
      // With a terminal the whole foreground group gets SIGINT; without one (a supervisor's kill) only this process does.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const handlers = { SIGTERM: passOn, SIGHUP: passOn, SIGINT: passOn }
    for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler)
    // `kill` of npm ends npm and its shell, but neither passes the signal on: we notice that we are orphaned.
    const parent = process.ppid
    const orphanWatch = setInterval(() => {
      if (process.env.npm_lifecycle_event && process.ppid !== parent) passOn('SIGTERM')
    }, 250)
    const release = () => {
      clearInterval(orphanWatch)
      for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler)
    }
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      release()
      resolve(exitCode(code, signal))
    })
  })
}

/** `foreground` for a tool of node_modules/.bin. */
export function foregroundTool(name, args, options) {
  return foreground(toolCommand(name), args, options)
}

/** A process that a signal ended has no exit code: shells report 128 + the signal's number, and so do we. */
function exitCode(code, signal) {
  if (code !== null) return code
  return 128 + (constants.signals[signal] ?? 0)
}
