import type { SetMonitoringBaseRequest, SetMonitoringBaseResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { factoryMonitors } from './monitoring.ts'

/** N05.1: All brings the maker's monitors back and keeps the server's; the others take the server's away. */
export const setMonitoringBase: Behaviour = behaviour<SetMonitoringBaseRequest>((box, { monitoringBase }) => {
  const { monitoring } = box.memory
  const wired = monitoring.monitors.filter((each) => each.kind === 'hard-wired')
  const preconfigured = factoryMonitors(box).filter((each) => each.kind === 'preconfigured')
  const kept = (id: number) => monitoring.monitors.find((each) => each.id === id)
  monitoring.base = monitoringBase
  if (monitoringBase === 'HardWiredOnly') monitoring.monitors = wired
  else if (monitoringBase === 'FactoryDefault') monitoring.monitors = [...wired, ...preconfigured]
  else {
    const custom = monitoring.monitors.filter((each) => each.kind === 'custom')
    monitoring.monitors = [...wired, ...preconfigured.map((each) => kept(each.id) ?? each), ...custom]
  }
  return { answer: { status: 'Accepted' } satisfies SetMonitoringBaseResponse }
})
