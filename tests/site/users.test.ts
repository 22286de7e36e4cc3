import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { permissionPresets, permissions, type UserActor } from '../../src/site/permissions.ts'
import type { UserView } from '../../src/site/users/user.ts'
import { ManualClock } from '../kit/clock.ts'
import { adminCredentials, adoptStation, openTestSite, published, type TestSite, userActor } from '../kit/site.ts'

const nobody = { kind: 'nobody', door: 'lan' } as const
const hour = 3_600_000

describe('users', () => {
  let clock: ManualClock
  let test: TestSite
  let driver: UserView
  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
    test = await openTestSite({ clock })
    driver = await test.site.execute(test.admin, 'users.create', {
      email: 'd@site.example',
      password: 'long enough pw',
    })
  })
  afterEach(() => test.close())

  const signIn = (password = 'long enough pw', email = 'd@site.example') =>
    test.site.execute(nobody, 'signIn.withPassword', { email, password, door: 'lan' })
  const update = (actor: UserActor, id: string, changes: object) =>
    test.site.execute(actor, 'users.update', { id, ...changes })
  const actorOf = (user: UserView) => userActor(user.id, user.accountId, user.permissions)

  it('are out at once when they are disabled', async () => {
    const { user, familyId, refreshToken } = await signIn()
    const ended: string[] = []
    test.site.events.on('user.signed-out', 'test', ({ userId }) => ended.push(userId))
    await update(test.admin, driver.id, { enabled: false })
    await published()
    expect(ended).toEqual([driver.id])
    await expect(test.site.execute(nobody, 'signIn.actor', { userId: user.id, familyId })).rejects.toMatchObject({
      code: 'SessionExpired',
    })
    await expect(test.site.execute(nobody, 'signIn.refresh', { refreshToken })).rejects.toMatchObject({
      code: 'SessionExpired',
    })
    await expect(signIn()).rejects.toMatchObject({ code: 'WrongCredentials' })
    await update(test.admin, driver.id, { enabled: true })
    await expect(signIn()).resolves.toBeTruthy()
  })

  it('grant nothing that they have not, and change nobody who has more', async () => {
    const helper = await test.site.execute(test.admin, 'users.create', {
      email: 'h@site.example',
      password: 'long enough pw',
      permissions: ['ManageUsers', 'ReadUsers', ...permissionPresets.driver],
    })
    const actor = actorOf(helper)
    await expect(update(actor, helper.id, { permissions: [...permissions] })).rejects.toMatchObject({
      code: 'Forbidden',
    })
    await expect(update(actor, driver.id, { permissions: ['ReadSettings'] })).rejects.toMatchObject({
      code: 'Forbidden',
      details: { missing: ['ReadSettings'] },
    })
    for (const attempt of [
      update(actor, test.admin.userId, { enabled: false }),
      test.site.execute(actor, 'users.resetPassword', { id: test.admin.userId }),
      test.site.execute(actor, 'users.remove', { id: test.admin.userId }),
      test.site.execute(actor, 'users.invite', { email: 'n@site.example', preset: 'administrator' }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'Forbidden' })
    await expect(update(actor, driver.id, { permissions: ['OperateStations'] })).resolves.toMatchObject({
      permissions: ['OperateStations'],
    })
  })

  it('never lose the last administrator', async () => {
    for (const attempt of [
      () => update(test.admin, test.admin.userId, { enabled: false }),
      () => update(test.admin, test.admin.userId, { permissions: ['ReadUsers'] }),
      () => test.site.execute(test.admin, 'users.remove', { id: test.admin.userId }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'LastAdministrator' })
    await update(test.admin, driver.id, { permissions: [...permissions] })
    await expect(update(test.admin, test.admin.userId, { permissions: ['ReadUsers'] })).resolves.toBeTruthy()
  })

  it('are invited with a code that works once, for a week', async () => {
    const invite = () =>
      test.site.execute(test.admin, 'users.invite', { email: 'new@site.example', fullName: 'New', preset: 'operator' })
    const { user, code } = await invite()
    expect(user).toMatchObject({ hasPassword: false, permissions: permissionPresets.operator })
    expect(code).toMatch(/^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/)
    await expect(invite()).rejects.toMatchObject({ code: 'AlreadyExists' })
    const redeem = () =>
      test.site.execute(nobody, 'signIn.redeemCode', { code: code.toLowerCase(), password: 'a password of mine' })
    expect(await redeem()).toEqual({ email: 'new@site.example' })
    await expect(redeem()).rejects.toMatchObject({ code: 'WrongCode' })
    await expect(signIn('a password of mine', 'new@site.example')).resolves.toBeTruthy()
  })

  it('get a code for a forgotten password; the old one goes on until it is used', async () => {
    const first = await test.site.execute(test.admin, 'users.resetPassword', { id: driver.id })
    const second = await test.site.execute(test.admin, 'users.resetPassword', { id: driver.id })
    const { refreshToken } = await signIn()
    const redeem = (code: string) =>
      test.site.execute(nobody, 'signIn.redeemCode', { code, password: 'another password' })
    await expect(redeem(first.code)).rejects.toMatchObject({ code: 'WrongCode' })
    await redeem(second.code)
    await expect(signIn()).rejects.toMatchObject({ code: 'WrongCredentials' })
    await expect(test.site.execute(nobody, 'signIn.refresh', { refreshToken })).rejects.toMatchObject({
      code: 'SessionExpired',
    })
    await expect(signIn('another password')).resolves.toBeTruthy()
  })

  it('can not use a code that is too old', async () => {
    const { code } = await test.site.execute(test.admin, 'users.resetPassword', { id: driver.id })
    clock.advance(24 * hour)
    const late = test.site.execute(nobody, 'signIn.redeemCode', { code, password: 'another password' })
    await expect(late).rejects.toMatchObject({ code: 'WrongCode', status: 401 })
  })

  it('change their own password, and other devices are out', async () => {
    const phone = await signIn()
    const tablet = await signIn()
    const actor = actorOf(driver)
    const change = (current: string) =>
      test.site.execute(actor, 'users.changePassword', {
        current,
        password: 'another password',
        familyId: phone.familyId,
      })
    await expect(change('not mine')).rejects.toMatchObject({ code: 'WrongCredentials' })
    await change('long enough pw')
    await expect(
      test.site.execute(nobody, 'signIn.refresh', { refreshToken: tablet.refreshToken }),
    ).rejects.toBeTruthy()
    await expect(
      test.site.execute(nobody, 'signIn.refresh', { refreshToken: phone.refreshToken }),
    ).resolves.toBeTruthy()
  })

  it('see their devices and end one of them, not those of others', async () => {
    const phone = await test.site.execute(nobody, 'signIn.withPassword', {
      email: 'd@site.example',
      password: 'long enough pw',
      door: 'lan',
      device: 'Phone',
    })
    const admin = await test.site.execute(nobody, 'signIn.withPassword', { ...adminCredentials, door: 'desk' })
    const actor = actorOf(driver)
    expect(await test.site.execute(actor, 'signIn.list', {})).toMatchObject([{ device: 'Phone', door: 'lan' }])
    await expect(test.site.execute(actor, 'signIn.revoke', { familyId: admin.familyId })).rejects.toMatchObject({
      code: 'NotFound',
    })
    await test.site.execute(actor, 'signIn.revoke', { familyId: phone.familyId })
    expect(await test.site.execute(actor, 'signIn.list', {})).toEqual([])
  })

  it('own tags and stations of their own account only', async () => {
    await adoptStation(test)
    const tag = await test.site.execute(test.admin, 'tags.create', { idTag: 'A', userIds: [] })
    const user = await update(test.admin, driver.id, { tagIds: [tag.id], stationIds: ['BOX-1'] })
    expect(user).toMatchObject({ tagIds: [tag.id], stationIds: ['BOX-1'] })
    await expect(update(test.admin, driver.id, { stationIds: ['BOX-9'] })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    await expect(update(test.admin, driver.id, { tagIds: [crypto.randomUUID()] })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    const [after] = (await test.site.execute(test.admin, 'users.list', {})).filter((one) => one.id === driver.id)
    expect(after).toMatchObject({ tagIds: [tag.id], stationIds: ['BOX-1'] })
  })

  it('that are removed leave their e-mail free and their sessions named', async () => {
    await test.site.execute(test.admin, 'users.remove', { id: driver.id })
    await expect(signIn()).rejects.toMatchObject({ code: 'WrongCredentials' })
    await expect(test.site.execute(test.admin, 'users.get', { id: driver.id })).rejects.toMatchObject({
      code: 'NotFound',
    })
    await expect(test.site.execute(test.admin, 'users.invite', { email: 'd@site.example' })).resolves.toMatchObject({
      user: { email: 'd@site.example' },
    })
  })

  it('of another account are not there', async () => {
    const stranger = userActor(test.admin.userId, crypto.randomUUID(), permissions)
    for (const attempt of [
      test.site.execute(stranger, 'users.get', { id: driver.id }),
      update(stranger, driver.id, { fullName: 'x' }),
      test.site.execute(stranger, 'users.remove', { id: driver.id }),
      test.site.execute(stranger, 'users.resetPassword', { id: driver.id }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'NotFound' })
    expect(await test.site.execute(stranger, 'users.list', {})).toEqual([])
  })
})
