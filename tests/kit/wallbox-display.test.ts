import { describe, expect, it } from 'vitest'
import { TestCa } from './test-ca.ts'
import { at, CAR, Harness } from './wallbox-harness.ts'

const token = (idToken: string) => ({ idToken, type: 'ISO14443' })

describe('the screen of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')
  const set = async (id: number, more: object = {}) =>
    (
      await test.ask('SetDisplayMessage', {
        message: { id, priority: 'NormalCycle', message: { format: 'UTF8', content: `message ${id}` }, ...more },
      })
    ).status

  it('shows the messages of the highest priority that are due, and forgets those that are over', async () => {
    const box = await test.online()
    expect(await set(1)).toBe('Accepted')
    expect(await set(2, { priority: 'InFront', startDateTime: at(60), endDateTime: at(120) })).toBe('Accepted')
    expect(await set(3, { priority: 'AlwaysFront', state: 'Charging' })).toBe('Accepted')
    expect(box.state().display.showing).toEqual([1])
    await box.tick(61_000)
    expect(box.state().display.showing).toEqual([2])
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    expect(box.state().display.showing).toEqual([3])
    expect(await set(4, { priority: 'AlwaysFront' })).toBe('Accepted')
    await box.tick(60_000)
    expect(box.state().display.messages).toEqual([
      { id: 1, text: 'message 1', priority: 'NormalCycle' },
      { id: 4, text: 'message 4', priority: 'AlwaysFront' },
    ])
    expect(box.violations).toEqual([])
  })

  it('refuses what it can not show, and messages of charges it does not know', async () => {
    const box = await test.online({ settings: { displayMessagesMax: 1 } })
    expect(await set(1, { message: { format: 'HTML', content: '<b>' } })).toBe('NotSupportedMessageFormat')
    expect(await set(1, { transactionId: 'none' })).toBe('UnknownTransaction')
    expect(await set(1, { endDateTime: at(-1) })).toBe('Rejected')
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    expect(await set(1, { transactionId: box.state().connectors[0]?.transaction?.id })).toBe('Accepted')
    expect(await set(2)).toBe('Rejected')
    await box.swipe(1, 'CARD-1')
    expect(await set(2)).toBe('Accepted')
    expect(box.state().display.messages.map((each) => each.id)).toEqual([2])
    expect(box.violations).toEqual([])
  })

  it('tells its messages when asked, and clears them', async () => {
    const box = await test.online({ settings: { itemsPerReport: 2 } })
    for (const id of [1, 2, 3]) await set(id)
    await set(4, { priority: 'InFront' })
    const get = async (request: object) => (await test.ask('GetDisplayMessages', { requestId: 8, ...request })).status
    expect(await get({ id: [9] })).toBe('Unknown')
    expect(await get({ priority: 'NormalCycle' })).toBe('Accepted')
    await box.settled()
    expect(test.seen('NotifyDisplayMessages')).toMatchObject([
      { requestId: 8, tbc: true, messageInfo: [{ id: 1 }, { id: 2 }] },
      { requestId: 8, messageInfo: [{ id: 3 }] },
    ])
    expect(await test.ask('ClearDisplayMessage', { id: 9 })).toEqual({ status: 'Unknown' })
    expect(await test.ask('ClearDisplayMessage', { id: 4 })).toEqual({ status: 'Accepted' })
    expect(box.state().display.messages.map((each) => each.id)).toEqual([1, 2, 3])
    expect(box.violations).toEqual([])
  })

  it('shows the driver what the site says to the card, and what the charge costs so far', async () => {
    test.server.answers.Authorize = {
      idTokenInfo: { status: 'Accepted', personalMessage: { format: 'UTF8', content: '0,39 €/kWh' } },
    }
    const box = await test.online()
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    expect(box.state().display.personal).toEqual({ 1: '0,39 €/kWh' })
    const transactionId = box.state().connectors[0]?.transaction?.id ?? ''
    expect(await test.ask('CostUpdated', { transactionId, totalCost: 1.25 })).toEqual({})
    expect(box.state().costs).toEqual({ [transactionId]: 1.25 })
    test.server.answers.TransactionEvent = {
      totalCost: 4.2,
      updatedPersonalMessage: { format: 'UTF8', content: 'Gute Fahrt' },
    }
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect(box.state().costs).toEqual({ [transactionId]: 4.2 })
    expect(box.state().display.personal).toEqual({ 1: 'Gute Fahrt' })
    expect(box.violations).toEqual([])
  })
})

describe('what a 2.0.1 wallbox knows of charges and customers', () => {
  const test = new Harness('ocpp2.0.1')

  it('is whether a charge runs, and whether something about it still waits', async () => {
    const box = await test.online()
    const status = (transactionId?: string) =>
      test.ask('GetTransactionStatus', transactionId === undefined ? {} : { transactionId })
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    const id = box.state().connectors[0]?.transaction?.id ?? ''
    expect(await status(id)).toEqual({ ongoingIndicator: true, messagesInQueue: false })
    expect(await status('another')).toEqual({ ongoingIndicator: false, messagesInQueue: false })
    test.server.answers.TransactionEvent = () => ({ callError: 'InternalError' })
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect(await status(id)).toEqual({ ongoingIndicator: false, messagesInQueue: true })
    expect(await status()).toEqual({ messagesInQueue: true })
    expect(box.violations).toEqual([])
  })

  it('is told and forgotten for one customer, named in one way', async () => {
    const box = await test.online()
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    const ask = async (request: object) =>
      (await test.ask('CustomerInformation', { requestId: 3, report: true, clear: false, ...request })).status
    expect(await ask({})).toBe('Invalid')
    expect(await ask({ idToken: token('CARD-1'), customerIdentifier: 'CARD-1' })).toBe('Invalid')
    expect(await ask({ idToken: token('CARD-1'), report: false })).toBe('Rejected')
    expect(await ask({ idToken: token('CARD-1'), clear: true })).toBe('Accepted')
    await box.settled()
    expect(test.seen('NotifyCustomerInformation')).toMatchObject([
      { requestId: 3, seqNo: 0, data: expect.stringContaining('cache: CARD-1') },
    ])
    await ask({ customerIdentifier: 'card-1' })
    await box.settled()
    expect(test.seen<{ data: string }>('NotifyCustomerInformation')[1]?.data).toMatch(/^charging on EVSE 1/)
    expect(box.violations).toEqual([])
  })
})

describe('ISO 15118 with a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')

  it('carries contract certificates, questions about certificates, and Plug & Charge', async () => {
    const hash = {
      hashAlgorithm: 'SHA256' as const,
      issuerNameHash: 'a1',
      issuerKeyHash: 'b2',
      serialNumber: '1f',
      responderURL: 'http://ocsp.example',
    }
    test.server.answers.Get15118EVCertificate = { status: 'Accepted', exiResponse: 'RVhJ' }
    test.server.answers.GetCertificateStatus = { status: 'Accepted', ocspResult: 'T0NTUA==' }
    test.server.answers.Authorize = { idTokenInfo: { status: 'Accepted' }, certificateStatus: 'Accepted' }
    const box = await test.online()
    expect(await box.acts.requestContractCertificate('Install', 'ZXhp')).toEqual({
      status: 'Accepted',
      exiResponse: 'RVhJ',
    })
    expect(await box.acts.askCertificateStatus(hash)).toMatchObject({ ocspResult: 'T0NTUA==' })
    const certificate = new TestCa().issue('DE-ABC-C123').cert
    const answer = await box.acts.authorizeByCertificate({ idToken: 'DE-ABC-C123', certificate, hashData: [hash] })
    expect(answer.certificateStatus).toBe('Accepted')
    expect(test.seen('Authorize')).toEqual([
      { idToken: { idToken: 'DE-ABC-C123', type: 'eMAID' }, certificate, iso15118CertificateHashData: [hash] },
    ])
    expect(box.violations).toEqual([])
  })

  it('is not for a 1.6 box', async () => {
    const box = test.box({ protocol: 'ocpp1.6' })
    await expect(box.acts.authorizeByCertificate({ idToken: 'X' })).rejects.toThrow('needs OCPP 2.0.1')
    expect(() => box.acts.setVariable('A.B', '1')).toThrow('needs OCPP 2.0.1')
  })
})
