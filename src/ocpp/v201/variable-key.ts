import { SiteError } from '../../site/errors.ts'
import type { ComponentType, VariableType } from '../generated/v201/types.ts'

/** A variable of a station as the site names it: `Component[instance]#evse:connector.Variable[instance]`. */
export interface VariableAddress {
  component: ComponentType
  variable: VariableType
}

function printComponent({ name, instance, evse }: ComponentType): string {
  const place = evse === undefined ? '' : `#${evse.id}${evse.connectorId === undefined ? '' : `:${evse.connectorId}`}`
  return `${name}${instance === undefined ? '' : `[${instance}]`}${place}`
}

function printVariable({ name, instance }: VariableType): string {
  return `${name}${instance === undefined ? '' : `[${instance}]`}`
}

export function printVariableKey({ component, variable }: VariableAddress): string {
  return `${printComponent(component)}.${printVariable(variable)}`
}

const pattern =
  /^([^[\].#]{1,50})(?:\[([^\]]{1,50})\])?(?:#(\d{1,6})(?::(\d{1,6}))?)?\.([^[\]]{1,50})(?:\[([^\]]{1,50})\])?$/

/** @throws SiteError InvalidInput */
export function parseVariableKey(key: string): VariableAddress {
  const match = pattern.exec(key)
  const [, component, componentInstance, evse, connector, variable, variableInstance] = match ?? []
  if (component === undefined || variable === undefined)
    throw new SiteError('InvalidInput', {
      fields: {
        key: 'Write it as Component.Variable, for example SampledDataCtrlr.TxUpdatedInterval or EVSE#1.Power.',
      },
    })
  return {
    component: {
      name: component,
      ...(componentInstance === undefined ? {} : { instance: componentInstance }),
      ...(evse === undefined
        ? {}
        : { evse: { id: Number(evse), ...(connector === undefined ? {} : { connectorId: Number(connector) }) } }),
    },
    variable: { name: variable, ...(variableInstance === undefined ? {} : { instance: variableInstance }) },
  }
}
