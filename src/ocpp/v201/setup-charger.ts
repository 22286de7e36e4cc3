import { SiteError } from '../../site/errors.ts'
import type { Measured, SetupCharger, SetupTask } from '../../site/station-setup/setup-charger.ts'
import type { Caller } from '../protocol.ts'
import { deviceModelCharger } from './device-model-charger.ts'

const measurands: Readonly<Record<Measured, string>> = {
  energy: 'Energy.Active.Import.Register',
  power: 'Power.Active.Import',
  current: 'Current.Import',
  voltage: 'Voltage',
  soc: 'SoC',
}

type Outcome = Awaited<ReturnType<SetupCharger['setUp']>>

/** 2.0.1 part 2, referenced components and variables. */
export function setupCharger(link: Caller): SetupCharger {
  return {
    setUp: (task) => (task.do === 'measure' ? measure(link, task.what) : writeAll(link, settingsOf(task))),
  }
}

function settingsOf(task: Exclude<SetupTask, { do: 'measure' }>): [string, string][] {
  switch (task.do) {
    case 'heartbeat':
      return [['OCPPCommCtrlr.HeartbeatInterval', String(task.everyS)]]
    case 'readings':
      return [['SampledDataCtrlr.TxUpdatedInterval', String(task.everyS)]]
    case 'local-authorization':
      return [
        ['AuthCtrlr.LocalPreAuthorize', String(task.enabled)],
        ['LocalAuthListCtrlr.Enabled', String(task.enabled)],
      ]
    case 'offline-starts':
      return [
        ['AuthCtrlr.LocalAuthorizeOffline', String(task.allow !== 'none')],
        ['AuthCtrlr.OfflineTxForUnknownIdEnabled', String(task.allow === 'every')],
      ]
    case 'write':
      return [[task.key, task.value]]
  }
}

/** Done when the first is; what is missing beyond it is told. */
async function writeAll(link: Caller, settings: [string, string][]): Promise<Outcome> {
  const results = await deviceModelCharger(link).writeSettings({
    settings: settings.map(([key, value]) => ({ key, value })),
  })
  const [first] = results
  if (!first || !isWritten(first.outcome)) throw refusal(settings[0]?.[0] ?? '', first?.outcome ?? 'refused')
  const missing = results.filter(({ outcome }) => !isWritten(outcome)).map(({ key, outcome }) => `${key}: ${outcome}`)
  const isRebootNeeded = results.some(({ outcome }) => outcome === 'reboot-required')
  return {
    outcome: isRebootNeeded ? 'reboot-required' : 'done',
    detail: missing.length > 0 ? missing.join(', ') : null,
  }
}

/** A station takes a list whole or not at all: when it refuses, what it can is found out one by one, unless that harms it. */
async function measure(link: Caller, what: Measured[]): Promise<Outcome> {
  const key = 'SampledDataCtrlr.TxUpdatedMeasurands'
  const names = what.map((one) => measurands[one])
  const write = async (list: string[]) =>
    (await deviceModelCharger(link).writeSettings({ settings: [{ key, value: list.join(',') }] }))[0]?.outcome ??
    'refused'
  const first = await write(names)
  if (isWritten(first)) return { outcome: first === 'accepted' ? 'done' : 'reboot-required', detail: null }
  if (link.quirks.noMeasurandProbing || first !== 'refused') throw refusal(key, first)
  const accepted: string[] = []
  for (const name of names) if (isWritten(await write([name]))) accepted.push(name)
  const last = accepted.length > 0 ? await write(accepted) : first
  if (!isWritten(last)) throw refusal(key, last)
  const left = names.filter((name) => !accepted.includes(name))
  return { outcome: last === 'accepted' ? 'done' : 'reboot-required', detail: `without ${left.join(', ')}` }
}

function isWritten(outcome: string): boolean {
  return outcome === 'accepted' || outcome === 'reboot-required'
}

function refusal(key: string, outcome: string): SiteError {
  const code = outcome === 'unknown' || outcome === 'not-supported' ? 'NotSupported' : 'StationRejected'
  return new SiteError(code, { answer: outcome, reason: `${key}: ${outcome}` })
}
