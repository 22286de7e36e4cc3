import { afterEach, beforeEach, expect, test } from 'vitest'
import { adoptStation } from '../../kit/site.ts'
import { type OpenDesk, openDesk } from './open-desk.ts'

let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
  const box = await adoptStation(desk.test, 'BOX 1/ä'.replace(' ', '-').replace('/', '.'))
  for (const n of [1, 2])
    await desk.test.site.execute(box, 'messages.log', [
      { at: n, direction: 'in', action: null, kind: 'call', messageId: null, frame: `[2,"${n}"]`, note: null },
    ])
})
afterEach(() => desk.close())

const path = `/download/messages/${encodeURIComponent('BOX-1.ä')}`

test('the log of a station is a file for those who manage stations', async () => {
  const { status, headers, text } = await desk.admin.get(path)
  expect([status, headers['content-disposition']]).toEqual([200, 'attachment; filename="BOX-1._.ocpp.jsonl"'])
  expect(text.trimEnd().split('\n')).toEqual([
    '{"at":"1970-01-01T00:00:00.001Z","direction":"in","frame":"[2,\\"1\\"]"}',
    '{"at":"1970-01-01T00:00:00.002Z","direction":"in","frame":"[2,\\"2\\"]"}',
  ])
  expect((await desk.admin.get(`${path}?from=2`)).text.split('\n')).toHaveLength(2)
})

test('a download that is refused says why', async () => {
  expect((await desk.stranger().get(path)).json).toMatchObject({ code: 'NotSignedIn' })
  expect((await desk.admin.get('/download/messages/NONE')).json).toMatchObject({ code: 'StationNotFound' })
  expect((await desk.admin.get(`${path}?from=soon`)).json).toMatchObject({ code: 'InvalidInput' })
})
