import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api, type UseCaseName } from '../../src/site/api.ts'
import { permissions } from '../../src/site/permissions.ts'
import { openTestSite, type TestSite, userActor } from '../kit/site.ts'

const names = Object.keys(api) as UseCaseName[]
const isPermission = (needs: string) => (permissions as readonly string[]).includes(needs)

describe('the law of execute', () => {
  let test: TestSite
  beforeAll(async () => {
    test = await openTestSite()
  })
  afterAll(() => test.close())

  const code = async (run: Promise<unknown>) =>
    run.then(() => 'done').catch((error: { code?: string }) => error.code ?? String(error))

  it.each(names.filter((name) => api[name].needs !== 'anyone'))('%s is refused to nobody', async (name) => {
    expect(await code(test.site.execute({ kind: 'nobody', door: 'lan' }, name, {} as never))).toBe('NotSignedIn')
  })

  it.each(names.filter((name) => isPermission(api[name].needs)))(
    '%s is refused to a user who has every other permission',
    async (name) => {
      const others = permissions.filter((permission) => permission !== api[name].needs)
      const user = userActor(test.admin.userId, test.accountId, others)
      expect(await code(test.site.execute(user, name, {} as never))).toBe('Forbidden')
    },
  )

  it.each(names.filter((name) => ['system', 'station', 'hq'].includes(api[name].needs)))(
    '%s is refused to an administrator',
    async (name) => {
      expect(await code(test.site.execute(test.admin, name, {} as never))).toBe('Forbidden')
    },
  )

  it.each(names.filter((name) => isPermission(api[name].needs)))(
    '%s never fails with an internal error',
    async (name) => {
      for (const input of [
        {},
        { id: 'x' },
        { id: randomUUID(), uid: 'y', connectorId: 1 },
        null,
        7,
        { id: { $gt: '' } },
      ])
        expect(await code(test.site.execute(test.admin, name, input as never))).not.toMatch(/Internal|Error:|undefined/)
    },
  )

  it('says which field is wrong, and what to do', async () => {
    const failed = test.site.execute(test.admin, 'stations.adopt', { id: 'BOX 1', password: 'short' })
    await expect(failed).rejects.toMatchObject({
      code: 'InvalidInput',
      status: 400,
      details: {
        fields: { id: expect.stringContaining('letters'), password: expect.stringContaining('8 characters') },
      },
    })
  })
})
