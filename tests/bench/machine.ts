import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** What the figures depend on. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`
  return `${availableParallelism()} × ${model}, ${memory}, ${platform()} ${release()} ${arch()}, Node ${process.version}`
}

/** Milliseconds that a write of 4 KiB takes until it is on the disk, in the folder that the databases are made in. */
export function measureDisk(times: number): { p50: number; p99: number } {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-disk-'))
  try {
    const file = openSync(join(folder, 'log'), 'w')
    const block = Buffer.alloc(4096, 1)
    const took: number[] = []
    for (let i = 0; i < times; i++) {
      const from = performance.now()
      writeSync(file, block)
      fdatasyncSync(file)
      took.push(performance.now() - from)
    }
    closeSync(file)
    return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Commits per second of SQLite alone, as safe as ours: one row of 1.2 KB each, nothing else done. */
export function measureSqlite(ms: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-sqlite-'))
  try {
    const database = new BetterSqlite3(join(folder, 'bare.sqlite'))
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.exec('create table fact (id integer primary key, text text not null)')
    const insert = database.prepare('insert into fact (text) values (?)')
    const row = 'x'.repeat(1200)
    const from = performance.now()
    let count = 0
    while (performance.now() - from < ms) {
      insert.run(row)
      count++
    }
    const took = performance.now() - from
    database.close()
    return (count / took) * 1000
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** CPU time that a process has used so far, in all its threads, ms; undefined where the system does not tell. */
export function cpuOf(pid: number): number | undefined {
  try {
    // proc(5): fields 14 and 15 are utime and stime, in ticks of 10 ms; the name in brackets may have spaces
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}

/** Memory of a process that is in RAM, bytes; undefined where the system does not tell. */
export function memoryOf(pid: number): number | undefined {
  try {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    return kib === undefined ? undefined : Number(kib) * 1024
  } catch {
    return undefined
  }
}
