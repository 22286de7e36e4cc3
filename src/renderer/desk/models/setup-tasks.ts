import type { Measured, SetupTask } from '../../../site/station-setup/setup-charger.ts'

export const taskKinds = [
  'heartbeat',
  'readings',
  'measure',
  'local-authorization',
  'offline-starts',
  'write',
] as const satisfies readonly SetupTask['do'][]

export const measured = ['energy', 'power', 'current', 'voltage', 'soc'] as const satisfies readonly Measured[]

/** A task as it begins when somebody chooses its kind. */
export function newTask(kind: SetupTask['do']): SetupTask {
  switch (kind) {
    case 'heartbeat':
      return { do: kind, everyS: 300 }
    case 'readings':
      return { do: kind, everyS: 60 }
    case 'measure':
      return { do: kind, what: [...measured] }
    case 'local-authorization':
      return { do: kind, enabled: true }
    case 'offline-starts':
      return { do: kind, allow: 'known' }
    case 'write':
      return { do: kind, key: '', value: '' }
  }
}
