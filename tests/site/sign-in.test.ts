import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../kit/clock.ts'
import { adminCredentials, openTestSite, type TestSite } from '../kit/site.ts'

const nobody = { kind: 'nobody', door: 'lan' } as const
const hour = 3_600_000

describe('signing in', () => {
  let clock: ManualClock
  let test: TestSite
  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
    test = await openTestSite({ clock })
  })
  afterEach(() => test.close())

  const signIn = (password = adminCredentials.password, email = adminCredentials.email) =>
    test.site.execute(nobody, 'signIn.withPassword', { email, password, door: 'lan' })
  const refresh = (refreshToken: string) => test.site.execute(nobody, 'signIn.refresh', { refreshToken })

  it('knows the user whatever the case of the e-mail', async () => {
    const { user } = await signIn(undefined, 'ADMIN@site.example')
    expect(user).toMatchObject({ email: 'admin@site.example', lastLoginAt: clock.now() })
  })

  it('says the same of a wrong password and of an unknown e-mail', async () => {
    const wrong = await signIn('not the password').catch((error: Error) => error)
    const unknown = await signIn('not the password', 'who@site.example').catch((error: Error) => error)
    expect(wrong).toMatchObject({ code: 'WrongCredentials', details: {} })
    expect(unknown).toEqual(wrong)
  })

  it('says of a site that is not set up that it has to be', async () => {
    const fresh = await openTestSite({ clock, setUp: false })
    const early = fresh.site.execute(nobody, 'signIn.withPassword', { ...adminCredentials, door: 'lan' })
    await expect(early).rejects.toMatchObject({ code: 'NotSetUp' })
    fresh.close()
  })

  it('locks out after five wrong passwords, longer each time, and lets in again afterwards', async () => {
    for (let n = 0; n < 5; n += 1)
      await expect(signIn('wrong password')).rejects.toMatchObject({ code: 'WrongCredentials' })
    await expect(signIn()).rejects.toMatchObject({ code: 'TooManyAttempts', details: { retryAfterMs: 15_000 } })
    clock.advance(15_001)
    await expect(signIn('wrong password')).rejects.toMatchObject({ code: 'WrongCredentials' })
    await expect(signIn()).rejects.toMatchObject({ details: { retryAfterMs: 30_000 } })
    clock.advance(30_001)
    await expect(signIn()).resolves.toMatchObject({ user: { email: adminCredentials.email } })
    await expect(signIn()).resolves.toBeTruthy()
  })

  it('gives a new refresh token for each', async () => {
    const first = await signIn()
    const second = await refresh(first.refreshToken)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.familyId).toBe(first.familyId)
  })

  it('ends the whole sign-in when a refresh token is used twice', async () => {
    const first = await signIn()
    const second = await refresh(first.refreshToken)
    await expect(refresh(first.refreshToken)).rejects.toMatchObject({ code: 'TokenReused' })
    await expect(refresh(second.refreshToken)).rejects.toMatchObject({ code: 'SessionExpired' })
    await expect(
      test.site.execute(nobody, 'signIn.actor', { userId: first.user.id, familyId: first.familyId }),
    ).rejects.toMatchObject({ code: 'SessionExpired' })
  })

  it('does not take the token of one door at the other', async () => {
    const desk = await test.site.execute(nobody, 'signIn.withPassword', { ...adminCredentials, door: 'desk' })
    await expect(refresh(desk.refreshToken)).rejects.toMatchObject({ code: 'SessionExpired' })
    const { refreshToken: sessionToken } = await signIn()
    await expect(test.site.execute(nobody, 'signIn.actor', { sessionToken })).rejects.toMatchObject({
      code: 'SessionExpired',
    })
    const actor = await test.site.execute(nobody, 'signIn.actor', { sessionToken: desk.refreshToken })
    expect(actor.userId).toBe(desk.user.id)
  })

  it('leaves other sign-ins of the user alone', async () => {
    const phone = await signIn()
    const tablet = await signIn()
    await test.site.execute(nobody, 'signIn.end', { refreshToken: phone.refreshToken })
    await expect(refresh(phone.refreshToken)).rejects.toMatchObject({ code: 'SessionExpired' })
    await expect(refresh(tablet.refreshToken)).resolves.toBeTruthy()
  })

  it('ends after sixty days without use', async () => {
    const { refreshToken } = await signIn()
    clock.advance(60 * 24 * hour)
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'SessionExpired' })
  })

  it('stores no password and no token in the clear', async () => {
    const { refreshToken } = await signIn()
    const { readFileSync } = await import('node:fs')
    const { join } = await import('node:path')
    const bytes = ['site.sqlite', 'site.sqlite-wal']
      .map((name) => readFileSync(join(test.folder, name), 'latin1'))
      .join('')
    expect(bytes).not.toContain(adminCredentials.password)
    expect(bytes).not.toContain(refreshToken)
    expect(bytes).toContain('$argon2id$')
  })
})

describe('the first run', () => {
  it('is possible once', async () => {
    const test = await openTestSite()
    const again = test.site.execute(nobody, 'setup.complete', {
      siteName: 'Other',
      accountName: 'Other',
      timeZone: 'UTC',
      currency: 'EUR',
      pricePerKWhMicros: 0,
      email: 'x@site.example',
      password: 'long enough password',
    })
    await expect(again).rejects.toMatchObject({ code: 'AlreadySetUp' })
    test.close()
  })

  it('says what is wrong with each field', async () => {
    const test = await openTestSite({ setUp: false })
    const bad = test.site.execute(nobody, 'setup.complete', {
      siteName: ' ',
      accountName: 'A',
      timeZone: 'Europe/Atlantis',
      currency: 'EURO',
      pricePerKWhMicros: -1,
      email: 'nobody',
      password: 'short',
    })
    const error = (await bad.catch((caught: unknown) => caught)) as { details: { fields: object } }
    expect(Object.keys(error.details.fields).sort()).toEqual(
      ['currency', 'email', 'password', 'pricePerKWhMicros', 'siteName', 'timeZone'].sort(),
    )
    expect(await test.site.execute(nobody, 'setup.status', {})).toEqual({ setUp: false, siteName: null })
    test.close()
  })
})
