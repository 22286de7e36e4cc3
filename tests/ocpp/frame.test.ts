import { describe, expect, it } from 'vitest'
import { parseFrame, payloadText, printCall, printError, printResult } from '../../src/ocpp/frame.ts'

describe('a frame', () => {
  it('is a CALL, a CALLRESULT or a CALLERROR', () => {
    expect(parseFrame('[2,"a","Heartbeat",{}]')).toEqual({ kind: 'call', id: 'a', action: 'Heartbeat', payload: {} })
    expect(parseFrame('[3,"a",{"x":1}]')).toEqual({ kind: 'result', id: 'a', payload: { x: 1 } })
    expect(parseFrame('[4,"a","GenericError","no",{"x":1}]')).toEqual({
      kind: 'error',
      id: 'a',
      code: 'GenericError',
      description: 'no',
      details: { x: 1 },
    })
  })

  it.each([
    ['[4,"a","NotSupported"]', 'NotSupported', ''],
    ['[4,"a","NotSupported",null,{}]', 'NotSupported', ''],
    ['[4,"a","InternalError","line one\\nline two",{}]', 'InternalError', 'line one\nline two'],
    ['[4,"a"]', 'GenericError', ''],
    ['[4,"a","",""]', 'GenericError', ''],
    ['[4,"a",42,{"why":1}]', '42', '{"why":1}'],
  ])('may be a CALLERROR without its parts: %s', (text, code, description) => {
    expect(parseFrame(text)).toMatchObject({ kind: 'error', id: 'a', code, description })
  })

  it.each([
    ['', 'frame', undefined],
    ['nothing', 'frame', undefined],
    ['{}', 'frame', undefined],
    ['[]', 'frame', undefined],
    ['null', 'frame', undefined],
    ['[2]', 'frame', undefined],
    ['[2,7,"Heartbeat",{}]', 'frame', undefined],
    ['[2,null,"Heartbeat",{}]', 'frame', undefined],
    ['[2,"id-1","Heartbeat",{', 'frame', 'id-1'],
    ['[2,"id-1","Heartbeat",{]}', 'frame', 'id-1'],
    ['[2,"id-1","Heartbeat"]', 'format', 'id-1'],
    ['[2,"id-1","Heartbeat",{},{}]', 'format', 'id-1'],
    ['[2,"id-1",7,{}]', 'format', 'id-1'],
    ['[2,"id-1","Heartbeat",[]]', 'format', 'id-1'],
    ['[2,"id-1","Heartbeat",null]', 'format', 'id-1'],
    ['[2,"id-1","Heartbeat","{}"]', 'format', 'id-1'],
    ['[5,"id-1",{}]', 'message-type', 'id-1'],
    ['["2","id-1","Heartbeat",{}]', 'message-type', 'id-1'],
  ])('is told apart from what is none, with its id where it can be read: %s', (text, fault, id) => {
    expect(parseFrame(text)).toMatchObject({ kind: 'malformed', fault, id })
  })

  it('may have an id longer than the specification allows, but not any length', () => {
    expect(parseFrame(JSON.stringify([2, 'x'.repeat(255), 'Heartbeat', {}]))).toMatchObject({ kind: 'call' })
    expect(parseFrame(JSON.stringify([2, 'x'.repeat(256), 'Heartbeat', {}]))).toMatchObject({ kind: 'malformed' })
  })

  it('is printed as the specification has it', () => {
    expect(printCall('a', 'Reset', { type: 'Hard' })).toBe('[2,"a","Reset",{"type":"Hard"}]')
    expect(printResult('a', {})).toBe('[3,"a",{}]')
    expect(printError('a', 'InternalError', 'x'.repeat(300))).toBe(`[4,"a","InternalError","${'x'.repeat(255)}",{}]`)
  })

  it('gives its payload as it was written, whatever its id', () => {
    expect(payloadText('[2,"1","MeterValues", {"a": {"b":1}} ]')).toBe('{"a": {"b":1}}')
    expect(payloadText('[2,"1","Heartbeat"]')).toBe('')
  })
})
