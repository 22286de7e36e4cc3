import type { ComponentType, VariableType } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { COMPONENTS } from './components.ts'
import type { Variable } from './variable.ts'

/** A variable at its place, with the names as the box writes them. */
export interface Located {
  readonly component: ComponentType
  readonly name: VariableType
  readonly variable: Variable
  /** 0: of the station */
  readonly evseId: number
  /** unique within the box */
  readonly key: string
}

export type Lookup = Located | 'UnknownComponent' | 'UnknownVariable'

const PER_EVSE = new Set(['EVSE', 'Connector'])

/** Finds a variable; names are case-insensitive (Part 2, 4.1), EVSE and Connector exist once per EVSE. */
export function lookUp(box: Box, component: ComponentType, variable: VariableType): Lookup {
  const componentName = caseless(Object.keys(COMPONENTS), component.name)
  const perEvse = componentName !== undefined && PER_EVSE.has(componentName)
  const evseId = component.evse?.id ?? 0
  if (componentName === undefined || component.instance !== undefined) return 'UnknownComponent'
  if (perEvse !== (component.evse !== undefined)) return 'UnknownComponent'
  if (perEvse && !box.connectors.some((c) => c.id === evseId)) return 'UnknownComponent'
  const wanted = variable.instance === undefined ? variable.name : `${variable.name}[${variable.instance}]`
  const variableName = caseless(Object.keys(COMPONENTS[componentName] ?? {}), wanted)
  return variableName === undefined ? 'UnknownVariable' : locate(componentName, variableName, evseId)
}

/** Every variable the box has, component by component. */
export function everyVariable(box: Box): Located[] {
  return Object.entries(COMPONENTS).flatMap(([component, variables]) => {
    const evseIds = PER_EVSE.has(component) ? box.connectors.map((c) => c.id) : [0]
    return evseIds.flatMap((evseId) => Object.keys(variables).map((name) => locate(component, name, evseId)))
  })
}

/** Its value now; undefined: it may only be written. */
export function shown(box: Box, located: Located): string | undefined {
  const { variable, key, evseId } = located
  if (!variable.read) return undefined
  return box.memory.variables.get(key) ?? variable.read(box, evseId)
}

/** Every component that has the variable, with the value it shows. */
export function componentValue(box: Box, component: ComponentType, variable: string): string | undefined {
  const found = lookUp(box, component, { name: variable })
  return typeof found === 'string' ? undefined : shown(box, found)
}

/** True when `wanted` names this component: a name without EVSE or instance stands for all of them (B08.FR.11). */
export function fits(wanted: ComponentType, component: ComponentType): boolean {
  return (
    wanted.name.toLowerCase() === component.name.toLowerCase() &&
    (wanted.instance === undefined || wanted.instance === component.instance) &&
    (wanted.evse === undefined || wanted.evse.id === component.evse?.id)
  )
}

function locate(componentName: string, variableName: string, evseId: number): Located {
  const [, name = variableName, instance] = /^(.*?)(?:\[(.*)\])?$/.exec(variableName) ?? []
  const evse = componentName === 'Connector' ? { id: evseId, connectorId: 1 } : { id: evseId }
  return {
    component: { name: componentName, ...(evseId === 0 ? {} : { evse }) },
    name: { name, ...(instance === undefined ? {} : { instance }) },
    variable: COMPONENTS[componentName]?.[variableName] as Variable,
    evseId,
    key: `${componentName}#${evseId}.${variableName}`,
  }
}

function caseless(names: readonly string[], wanted: string): string | undefined {
  const lower = wanted.toLowerCase()
  return names.find((each) => each.toLowerCase() === lower)
}
