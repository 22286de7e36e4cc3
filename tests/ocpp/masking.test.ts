import { describe, expect, it } from 'vitest'
import { maskSecrets } from '../../src/ocpp/masking.ts'
import { draftOf } from '../../src/ocpp/message-log.ts'

const frame = (value: unknown) => JSON.stringify(value)

describe('the message log', () => {
  it.each([
    ['ChangeConfiguration', [2, 'a', 'ChangeConfiguration', { key: 'AuthorizationKey', value: 'geheim-0815' }]],
    [
      'ChangeConfiguration in lower case',
      [2, 'a', 'ChangeConfiguration', { key: 'authorizationkey', value: 'geheim-0815' }],
    ],
    [
      'GetConfiguration',
      [3, 'a', { configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: 'geheim-0815' }] }],
    ],
    [
      'SetVariables',
      [
        2,
        'a',
        'SetVariables',
        {
          setVariableData: [
            {
              component: { name: 'SecurityCtrlr' },
              variable: { name: 'BasicAuthPassword' },
              attributeValue: 'geheim-0815',
            },
          ],
        },
      ],
    ],
    [
      'GetVariables',
      [
        3,
        'a',
        {
          getVariableResult: [
            {
              attributeValue: 'geheim-0815',
              component: { name: 'X' },
              variable: { name: 'BasicAuthPassword' },
              attributeStatus: 'Accepted',
            },
          ],
        },
      ],
    ],
    [
      'a network profile',
      [2, 'a', 'SetNetworkProfile', { connectionData: { vpn: { password: 'geheim-0815', user: 'u' } } }],
    ],
    ['an address', [2, 'a', 'GetDiagnostics', { location: 'ftp://user:geheim-0815@10.0.0.1/logs' }]],
    [
      'a frame that can not be read',
      'BROKEN [2,"a","ChangeConfiguration",{"key":"AuthorizationKey","value":"geheim-0815"',
    ],
  ])('never holds a password: %s', (_, value) => {
    const masked = maskSecrets(typeof value === 'string' ? value : frame(value))
    expect(masked).not.toContain('geheim-0815')
    expect(masked).toContain('***')
  })

  it('keeps everything else as it was', () => {
    const text = '[2, "a", "MeterValues",  {"connectorId":1, "x": "5 €"}]'
    expect(maskSecrets(text)).toBe(text)
    const change = frame([2, 'a', 'ChangeConfiguration', { key: 'HeartbeatInterval', value: '60' }])
    expect(maskSecrets(change)).toBe(change)
    const masked = maskSecrets(frame([2, 'a', 'ChangeConfiguration', { key: 'AuthorizationKey', value: 'x' }]))
    expect(masked).toBe('[2,"a","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]')
  })

  it('survives a frame that is nested to death', () => {
    const deep = `${'['.repeat(20_000)}"password"${']'.repeat(20_000)}`
    expect(maskSecrets(deep).length).toBeLessThan(deep.length)
  })

  it('cuts what is too long, and says so', () => {
    const row = draftOf({
      at: 0,
      direction: 'in',
      action: 'x'.repeat(500),
      kind: 'call',
      messageId: 'y'.repeat(500),
      frame: 'z'.repeat(20_000),
    })
    expect(row.frame).toHaveLength(16_384)
    expect(row.action).toHaveLength(100)
    expect(row.messageId).toHaveLength(100)
    expect(row.note).toBe('3616 more characters are not kept')
  })
})
