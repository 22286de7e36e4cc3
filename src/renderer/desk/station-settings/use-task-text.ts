import { useTranslation } from 'react-i18next'
import type { SetupTask } from '../../../site/station-setup/setup-charger.ts'

/** A task of a set-up plan in the reader's words. */
export function useTaskText(): (task: SetupTask) => string {
  const { t } = useTranslation()
  return (task) => {
    switch (task.do) {
      case 'heartbeat':
        return t('configuration.tasks.heartbeat', { seconds: task.everyS })
      case 'readings':
        return t('configuration.tasks.readings', { seconds: task.everyS })
      case 'measure':
        return t('configuration.tasks.measure', {
          what: task.what.map((measured) => t(`configuration.measured.${measured}`)).join(', '),
        })
      case 'local-authorization':
        return t(task.enabled ? 'configuration.tasks.localOn' : 'configuration.tasks.localOff')
      case 'offline-starts':
        return t(
          task.allow === 'known'
            ? 'configuration.tasks.offlineKnown'
            : task.allow === 'every'
              ? 'configuration.tasks.offlineEvery'
              : 'configuration.tasks.offlineNone',
        )
      case 'write':
        return t('configuration.tasks.write', { key: task.key, value: task.value })
    }
  }
}

/** As the results of a station's set-up name its tasks. */
export function nameOfTask(task: SetupTask): string {
  return task.do === 'write' ? `write ${task.key}` : task.do
}
