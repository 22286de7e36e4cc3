import { describeDetails } from './console-details.ts'
import { Misuse } from './misuse.ts'
import { CallFailed } from './rpc.ts'
import type { BoxState } from './state.ts'
import type { VirtualWallbox } from './wallbox.ts'

export const HELP = `What you can do (connector 1 unless you name another; a card is any text of up to 20 characters):
  plug [SOC] [KWH] [CONNECTOR]   put a car with SOC % (30) of KWH kWh (58) to the wallbox
  unplug [CONNECTOR]             take it away
  swipe CARD [CONNECTOR]         hold a card before the reader: starts, or stops what it started
  fault CODE [CONNECTOR]         break it (GroundFailure, OverVoltage, …);  clear [CONNECTOR]  repair it
  limit AMPS|off [CONNECTOR]     hold the car back to so many A per phase
  security EVENT [TEXT]          tell a security event (TamperDetectionActivated, …)
  certificate                    ask the site to sign a certificate
  vendor VENDOR MESSAGE [TEXT]   send a vendor's own message
  set COMPONENT.VARIABLE VALUE [EVSE]   change a variable from the inside (2.0.1), such as TemperatureSensor.Temperature 85
  outside AMPS|off [CONNECTOR]   the grid limits the wallbox, or no longer (2.0.1)
  needs KWH HOURS [CONNECTOR]    the car wants so much until then (2.0.1)
  offline, online                pull the network cable, put it back
  power-cycle                    power off and on
  details                        lists, profiles, reservations, certificates, messages, firmware, network
  frames [N]                     the last N OCPP messages (10)
  box NUMBER                     choose the wallbox that the commands go to
  status                         what all wallboxes do
  help, quit`

/** The commands of the interactive wallbox. */
export class BoxConsole {
  readonly #boxes: readonly VirtualWallbox[]
  readonly #print: (text: string) => void
  #chosen: VirtualWallbox

  constructor(boxes: readonly VirtualWallbox[], print: (text: string) => void) {
    const [first] = boxes
    if (!first) throw new Misuse('there is no wallbox to command')
    this.#boxes = boxes
    this.#print = print
    this.#chosen = first
  }

  get prompt(): string {
    return `${this.#chosen.id}> `
  }

  /** Carries one line out and answers whether to go on; says in one sentence what was wrong with it. */
  async run(line: string): Promise<'on' | 'quit'> {
    const [command = '', ...words] = line.trim().split(/\s+/)
    if (command === 'quit' || command === 'exit') return 'quit'
    if (command === '') return 'on'
    const act = Object.hasOwn(this.#commands, command) ? this.#commands[command] : undefined
    if (!act) {
      this.#print(`There is no command "${command}": type help to see them all.`)
      return 'on'
    }
    try {
      await act(words)
    } catch (error) {
      if (!(error instanceof Misuse || error instanceof RangeError || error instanceof CallFailed)) throw error
      this.#print(`That does not work: ${error.message}.`)
    }
    return 'on'
  }

  readonly #commands: Readonly<Record<string, (words: string[]) => void | Promise<void>>> = {
    help: () => this.#print(HELP),
    plug: ([soc, kWh, connector]) =>
      this.#chosen.plug(number(connector, 1, 'CONNECTOR'), {
        soc: number(soc, 30, 'SOC'),
        batteryKWh: number(kWh, 58, 'KWH'),
      }),
    unplug: ([connector]) => this.#chosen.unplug(number(connector, 1, 'CONNECTOR')),
    swipe: async ([card, connector]) => {
      await this.#chosen.swipe(number(connector, 1, 'CONNECTOR'), needed(card, 'swipe CARD'))
    },
    fault: ([code, connector]) => this.#chosen.fault(number(connector, 1, 'CONNECTOR'), needed(code, 'fault CODE')),
    clear: ([connector]) => this.#chosen.clearFault(number(connector, 1, 'CONNECTOR')),
    limit: ([amps, connector]) => {
      const at = number(connector, 1, 'CONNECTOR')
      if (amps === 'off') this.#chosen.limit(at, undefined)
      else this.#chosen.limitCurrent(at, number(needed(amps, 'limit AMPS, or limit off'), 0, 'AMPS'))
    },
    security: ([event, ...text]) =>
      this.#chosen.acts.raiseSecurityEvent(
        needed(event, 'security EVENT'),
        text.length > 0 ? text.join(' ') : undefined,
      ),
    certificate: async () => {
      await this.#chosen.acts.requestCertificate()
    },
    vendor: async ([vendor, message, ...text]) => {
      const usage = 'vendor VENDOR MESSAGE'
      const data = text.length > 0 ? text.join(' ') : undefined
      const answer = await this.#chosen.acts.sendVendorMessage(needed(vendor, usage), needed(message, usage), data)
      this.#print(`The site answers ${JSON.stringify(answer)}`)
    },
    set: ([name, value, evse]) => {
      const usage = 'set COMPONENT.VARIABLE VALUE'
      const id = evse === undefined ? undefined : number(evse, 1, 'EVSE')
      this.#chosen.acts.setVariable(needed(name, usage), needed(value, usage), id)
    },
    outside: ([amps, connector]) => {
      const at = connector === undefined ? undefined : number(connector, 1, 'CONNECTOR')
      if (amps === 'off') {
        if (!this.#chosen.acts.clearLimitFromOutside('SO', at)) this.#print('There is no such limit.')
        return
      }
      const limit = number(needed(amps, 'outside AMPS, or outside off'), 0, 'AMPS')
      this.#chosen.acts.limitFromOutside({ connector: at, limit, unit: 'A', source: 'SO' })
    },
    needs: async ([kWh, hours, connector]) => {
      const usage = 'needs KWH HOURS'
      const energyAmount = number(needed(kWh, usage), 0, 'KWH') * 1000
      const departureTime = new Date(Date.now() + number(needed(hours, usage), 0, 'HOURS') * 3_600_000).toISOString()
      const answer = await this.#chosen.acts.announceChargingNeeds(number(connector, 1, 'CONNECTOR'), {
        requestedEnergyTransfer: 'AC_three_phase',
        departureTime,
        acChargingParameters: { energyAmount, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 400 },
      })
      this.#print(`The site answers ${answer.status}`)
    },
    details: () => this.#print(describeDetails(this.#chosen.state())),
    offline: () => this.#chosen.goOffline(),
    online: () => this.#chosen.goOnline(),
    'power-cycle': () => this.#chosen.powerCycle(),
    frames: ([count]) => this.#print(this.#chosen.transcript.tail(number(count, 10, 'N')) || 'No messages yet.'),
    box: ([which]) => {
      const at = number(needed(which, 'box NUMBER'), 1, 'NUMBER')
      const found = this.#boxes[at - 1]
      if (!found) throw new Misuse(`there are the wallboxes 1 to ${this.#boxes.length}`)
      this.#chosen = found
    },
    status: () => this.#print(this.#boxes.map((box) => describe(box.state())).join('\n')),
  }
}

/** A box in a few lines, for people. */
export function describe(state: BoxState): string {
  const link = state.online ? 'online' : state.connected ? 'connected, not accepted yet' : 'offline'
  const queue = state.queuedFacts > 0 ? `, ${state.queuedFacts} messages wait` : ''
  const broken = state.violations > 0 ? `, ${state.violations} breaches of the OCPP rules` : ''
  const connectors = state.connectors.map((c) => {
    const car = c.plugged ? `car at ${c.soc} %` : 'no car'
    const charge = c.transaction ? `, charge of ${c.transaction.idTag ?? 'nobody yet'}` : ''
    const power = `${(c.powerW / 1000).toFixed(1)} kW, meter ${(c.energyWh / 1000).toFixed(3)} kWh`
    return `  connector ${c.id}: ${c.status}, ${car}, ${power}${charge}`
  })
  return [`${state.id} (${state.protocol}): ${link}${queue}${broken}`, ...connectors].join('\n')
}

function number(text: string | undefined, otherwise: number, name: string): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!Number.isFinite(value)) throw new Misuse(`${name} must be a number, not ${text}`)
  return value
}

function needed(text: string | undefined, usage: string): string {
  if (text === undefined) throw new Misuse(`write it as: ${usage}`)
  return text
}
