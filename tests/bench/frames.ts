/** What the benchmark's stations send: the same text to every server that is compared. */

export type Version = 'ocpp1.6' | 'ocpp2.0.1'

/** One station's messages; its card is called as it is. Each reading is a new fact: a second later, some Wh further. */
export interface Script {
  boot(): string
  status(): string
  start(): string
  /** @param transactionId of the answer to the start, where the version has it from there */
  reading(transactionId: string): string
}

const stationIdentity = { vendor: 'Bench', model: 'Lean 11' }

export function scriptOf(version: Version, station: string, beganAt: number): Script {
  return version === 'ocpp1.6' ? script16(station, beganAt) : script201(station, beganAt)
}

/** 1.6 MeterValues with eight measurands, about 1.2 KB. */
function script16(station: string, beganAt: number): Script {
  let count = 0
  const value = (measurand: string, unit: string, amount: string, phase?: string) =>
    `{"value":"${amount}","context":"Sample.Periodic","format":"Raw","measurand":"${measurand}"${
      phase ? `,"phase":"${phase}"` : ''
    },"location":"Outlet","unit":"${unit}"}`
  const constant = [
    value('Power.Active.Import', 'W', '10850.5'),
    value('Current.Import', 'A', '15.71', 'L1'),
    value('Current.Import', 'A', '15.68', 'L2'),
    value('Current.Import', 'A', '15.73', 'L3'),
    value('Voltage', 'V', '230.4', 'L1-N'),
    value('Voltage', 'V', '229.8', 'L2-N'),
    value('Voltage', 'V', '231.1', 'L3-N'),
  ].join(',')
  const call = (action: string, payload: string) => `[2,"${++count}","${action}",${payload}]`
  const stamp = () => new Date(beganAt + count * 1000).toISOString()
  return {
    boot: () =>
      call(
        'BootNotification',
        `{"chargePointVendor":"${stationIdentity.vendor}","chargePointModel":"${stationIdentity.model}"}`,
      ),
    status: () =>
      call(
        'StatusNotification',
        `{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"${stamp()}"}`,
      ),
    start: () =>
      call('StartTransaction', `{"connectorId":1,"idTag":"${station}","meterStart":1000,"timestamp":"${stamp()}"}`),
    reading: (transactionId) => {
      const register = value('Energy.Active.Import.Register', 'Wh', `${1000 + count * 3}`)
      return call(
        'MeterValues',
        `{"connectorId":1,"transactionId":${transactionId},"meterValue":[{"timestamp":"${stamp()}","sampledValue":[${register},${constant}]}]}`,
      )
    },
  }
}

/** 2.0.1 TransactionEvent Updated with the same eight measurands, about 1.4 KB. */
function script201(station: string, beganAt: number): Script {
  let count = 0
  let seqNo = 0
  const transactionInfo = `{"transactionId":"${station}-${beganAt}","chargingState":"Charging"}`
  const value = (measurand: string, unit: string, amount: string, phase?: string) =>
    `{"value":${amount},"context":"Sample.Periodic","measurand":"${measurand}"${
      phase ? `,"phase":"${phase}"` : ''
    },"location":"Outlet","unitOfMeasure":{"unit":"${unit}","multiplier":0}}`
  const constant = [
    value('Power.Active.Import', 'W', '10850.5'),
    value('Current.Import', 'A', '15.71', 'L1'),
    value('Current.Import', 'A', '15.68', 'L2'),
    value('Current.Import', 'A', '15.73', 'L3'),
    value('Voltage', 'V', '230.4', 'L1-N'),
    value('Voltage', 'V', '229.8', 'L2-N'),
    value('Voltage', 'V', '231.1', 'L3-N'),
  ].join(',')
  const call = (action: string, payload: string) => `[2,"${++count}","${action}",${payload}]`
  const stamp = () => new Date(beganAt + count * 1000).toISOString()
  const event = (type: string, trigger: string, more: string) => {
    const at = stamp()
    const register = value('Energy.Active.Import.Register', 'Wh', `${1000 + count * 3}`)
    return call(
      'TransactionEvent',
      `{"eventType":"${type}","timestamp":"${at}","seqNo":${seqNo++},"triggerReason":"${trigger}",${more}` +
        `"meterValue":[{"timestamp":"${at}","sampledValue":[${register},${constant}]}],"transactionInfo":${transactionInfo}}`,
    )
  }
  return {
    boot: () =>
      call(
        'BootNotification',
        `{"reason":"PowerUp","chargingStation":{"vendorName":"${stationIdentity.vendor}","model":"${stationIdentity.model}"}}`,
      ),
    status: () =>
      call('StatusNotification', `{"timestamp":"${stamp()}","connectorStatus":"Available","evseId":1,"connectorId":1}`),
    start: () =>
      event(
        'Started',
        'Authorized',
        `"evse":{"id":1,"connectorId":1},"idToken":{"idToken":"${station}","type":"ISO14443"},`,
      ),
    reading: () => event('Updated', 'MeterValuePeriodic', ''),
  }
}
