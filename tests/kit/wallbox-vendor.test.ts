import { describe, expect, it } from 'vitest'
import type { Protocol } from './wallbox/dialect.ts'
import { Harness } from './wallbox-harness.ts'

describe.each(['ocpp1.6', 'ocpp2.0.1'] satisfies Protocol[])('vendor messages of a wallbox of %s', (protocol) => {
  const test = new Harness(protocol)

  it('go both ways; a vendor or message it does not know is named as such', async () => {
    test.server.answers.DataTransfer = { status: 'UnknownVendorId' }
    const box = await test.online()
    const send = (request: object) => test.ask('DataTransfer', request)
    expect(await send({ vendorId: 'Chargeyard', messageId: 'Echo', data: 'x' })).toEqual({
      status: 'Accepted',
      data: 'x',
    })
    expect(await send({ vendorId: 'Chargeyard', messageId: 'Sing' })).toEqual({ status: 'UnknownMessageId' })
    expect(await send({ vendorId: 'Another' })).toEqual({ status: 'UnknownVendorId' })
    expect(await box.acts.sendVendorMessage('Chargeyard', 'Tariff', '42')).toEqual({ status: 'UnknownVendorId' })
    expect(test.seen('DataTransfer')).toEqual([{ vendorId: 'Chargeyard', messageId: 'Tariff', data: '42' }])
    expect(box.violations).toEqual([])
  })
})
