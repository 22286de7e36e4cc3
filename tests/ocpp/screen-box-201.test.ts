import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Door, until } from './door.ts'
import { openYard, type Yard } from './yard.ts'

let yard: Yard
let door: Door
beforeEach(async () => {
  yard = await openYard('ocpp2.0.1')
  door = yard.door
})
afterEach(() => yard.close())

const stationId = 'BOX-1'

describe('a 2.0.1 wallbox with a screen', () => {
  it('shows what it is sent, tells what it has, and takes it off', async () => {
    const box = await yard.box()
    const first = await door.ask('displayMessages.set', { stationId, content: 'Welcome', priority: 'always-front' })
    const second = await door.ask('displayMessages.set', { stationId, content: 'Willkommen', language: 'de' })
    expect([first.state, second.state]).toEqual(['shown', 'shown'])
    expect(await door.ask('displayMessages.refresh', { stationId })).toEqual({ outcome: 'coming' })
    await box.settled()
    const list = () => door.ask('displayMessages.list', { stationId })
    await until('what it tells', async () => (await list()).every(({ confirmedAt }) => confirmedAt !== null))
    expect(await list()).toMatchObject([
      { content: 'Willkommen', state: 'shown', language: 'de' },
      { content: 'Welcome', state: 'shown', priority: 'always-front' },
    ])
    expect(await door.ask('displayMessages.clear', { stationId, id: first.id })).toMatchObject({ state: 'cleared' })
    expect(await door.ask('displayMessages.clear', { stationId, id: first.id })).toMatchObject({ state: 'gone' })
  })

  it('tells what it keeps about a customer', async () => {
    await door.ask('tags.create', { idTag: 'CARD-1', name: 'Anna' })
    const box = await yard.box()
    box.plug(1, { batteryKWh: 58, soc: 40 })
    await box.swipe(1, 'CARD-1')
    const { id } = await door.ask('customerInformation.ask', { stationId, idTag: 'CARD-1' })
    const get = () => door.ask('customerInformation.get', { stationId, id })
    await until('the answer', async () => (await get()).endedAt !== null)
    expect(await get()).toMatchObject({ state: 'complete', incomplete: null, text: expect.stringContaining('CARD-1') })
  })
})
