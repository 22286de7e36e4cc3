import { SiteError } from '../../site/errors.ts'
import type { Measured, SetupCharger, SetupTask } from '../../site/station-setup/setup-charger.ts'
import type { Caller } from '../protocol.ts'
import { changeConfiguration } from './change-configuration.ts'

const measurands: Readonly<Record<Measured, string>> = {
  energy: 'Energy.Active.Import.Register',
  power: 'Power.Active.Import',
  current: 'Current.Import',
  voltage: 'Voltage',
  soc: 'SoC',
}

type Outcome = Awaited<ReturnType<SetupCharger['setUp']>>

/** 1.6 section 9: standard configuration keys. */
export function setupCharger(link: Caller): SetupCharger {
  return {
    setUp: (task) => {
      switch (task.do) {
        case 'heartbeat':
          return writeAll(link, [['HeartbeatInterval', String(task.everyS)]])
        case 'readings':
          return writeAll(link, [['MeterValueSampleInterval', String(task.everyS)]])
        case 'measure':
          return measure(link, task.what)
        case 'local-authorization':
          return writeAll(link, [
            ['LocalPreAuthorize', String(task.enabled)],
            ['LocalAuthListEnabled', String(task.enabled)],
          ])
        case 'offline-starts':
          return writeAll(link, offlineKeys(task))
        case 'write':
          return writeAll(link, [[task.key, task.value]])
      }
    },
  }
}

function offlineKeys({ allow }: Extract<SetupTask, { do: 'offline-starts' }>): [string, string][] {
  return [
    ['LocalAuthorizeOffline', String(allow !== 'none')],
    ['AllowOfflineTxForUnknownId', String(allow === 'every')],
  ]
}

/** Done when the first is; keys beyond it may be missing, which is told. */
async function writeAll(link: Caller, keys: [string, string][]): Promise<Outcome> {
  const missing: string[] = []
  let isRebootNeeded = false
  for (const [index, [key, value]] of keys.entries()) {
    const status = await write(link, key, value)
    if (status === 'RebootRequired') isRebootNeeded = true
    else if (status !== 'Accepted') {
      if (index === 0) throw refusal(key, status)
      missing.push(`${key}: ${status}`)
    }
  }
  return {
    outcome: isRebootNeeded ? 'reboot-required' : 'done',
    detail: missing.length > 0 ? missing.join(', ') : null,
  }
}

/** A station takes a list whole or not at all: when it refuses, what it can is found out one by one, unless that harms it. */
async function measure(link: Caller, what: Measured[]): Promise<Outcome> {
  const key = 'MeterValuesSampledData'
  const names = what.map((one) => measurands[one])
  const status = await write(link, key, names.join(','))
  if (status === 'Accepted' || status === 'RebootRequired') return outcomeOf(status, null)
  if (link.quirks.noMeasurandProbing || status !== 'Rejected') throw refusal(key, status)
  const accepted: string[] = []
  for (const name of names) if ((await write(link, key, name)) !== 'Rejected') accepted.push(name)
  if (accepted.length === 0) throw refusal(key, status)
  const last = await write(link, key, accepted.join(','))
  if (last !== 'Accepted' && last !== 'RebootRequired') throw refusal(key, last)
  return outcomeOf(last, `without ${names.filter((name) => !accepted.includes(name)).join(', ')}`)
}

async function write(link: Caller, key: string, value: string): Promise<string> {
  return (await changeConfiguration(link, key, value)) || 'no status'
}

function outcomeOf(status: 'Accepted' | 'RebootRequired', detail: string | null): Outcome {
  return { outcome: status === 'Accepted' ? 'done' : 'reboot-required', detail }
}

function refusal(key: string, status: string): SiteError {
  const code = status === 'NotSupported' ? 'NotSupported' : 'StationRejected'
  return new SiteError(code, { answer: status, reason: `${key}: ${status}` })
}
