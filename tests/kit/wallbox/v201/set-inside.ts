import type { Box } from '../box.ts'
import { Misuse } from '../misuse.ts'
import { type Located, lookUp } from './device-model.ts'
import { checkMonitors } from './monitoring.ts'

/** The variable named `Component.Variable` or `Component.Variable[Instance]`. @throws Misuse when the box has none */
export function variableAt(box: Box, name: string, evse: number | undefined): Located {
  const [component = '', variable = ''] = name.split('.', 2)
  const where = { name: component, ...(evse === undefined ? {} : { evse: { id: evse } }) }
  const found = lookUp(box, where, { name: variable })
  if (typeof found === 'string')
    throw new Misuse(`${box.identity.id} has no variable ${name}${evse === undefined ? '' : ` on EVSE ${evse}`}`)
  return found
}

/** Sets a variable from the inside: a setting as the server would, anything else as a sensor shows it. */
export function setInside(box: Box, name: string, value: string, evse: number | undefined): void {
  const found = variableAt(box, name, evse)
  const { variable } = found
  if ((variable.type === 'integer' || variable.type === 'decimal') && !Number.isFinite(Number(value)))
    throw new Misuse(`${name} is a number, not ${value}`)
  if (variable.write) {
    if (variable.write(box, value) === 'Rejected') throw new Misuse(`${name} can't be ${value}`)
    box.settingsChanged()
  } else box.memory.variables.set(found.key, value)
  box.happened('event', `${name} is now ${value}`, evse)
  checkMonitors(box)
}
