import { describe, expect, it } from 'vitest'
import { areValid, parseBasicAuth } from '../../src/ocpp/basic-auth.ts'
import { stationOfPath } from '../../src/ocpp/station-path.ts'
import { negotiate, offeredSubprotocols } from '../../src/ocpp/subprotocols.ts'
import { v16 } from '../../src/ocpp/v16/version.ts'
import { v201 } from '../../src/ocpp/v201/version.ts'
import { Secrets } from '../../src/site/secrets.ts'
import { basic } from './door.ts'

describe('the path of a station', () => {
  it.each([
    ['/OCPP/BOX-1', 'BOX-1'],
    ['/ocpp/BOX-1', 'BOX-1'],
    ['/Ocpp/BOX-1/', 'BOX-1'],
    ['/OCPP/BOX-1?token=1', 'BOX-1'],
    ['/OCPP/DE*ABC*E1%40home', 'DE*ABC*E1@home'],
    ['/OCPP/%42OX', 'BOX'],
    ['/OCPP/s%C3%BCd', 'süd'],
    ['/OCPP/16/BOX-1', 'BOX-1'],
    ['/OCPP/BOX-1/BOX-1', 'BOX-1'],
    [`/OCPP/${'x'.repeat(48)}`, 'x'.repeat(48)],
  ])('names it: %s', (url, id) => {
    expect(stationOfPath(url)).toEqual({ id })
  })

  it.each([
    ['/', 404],
    ['', 404],
    ['/BOX-1', 404],
    ['/OCPPP/BOX-1', 404],
    ['/OCPP', 400],
    ['/OCPP/', 400],
    ['/OCPP//BOX', 400],
    ['/OCPP/..', 400],
    ['/OCPP/../BOX', 400],
    ['/OCPP/%2e%2e/BOX', 400],
    ['/OCPP/.', 400],
    ['/OCPP/%', 400],
    ['/OCPP/%zz', 400],
    ['/OCPP/%ff', 400],
    ['/OCPP/a%2Fb', 400],
    ['/OCPP/a%00b', 400],
    ['/OCPP/a%20b', 400],
    [`/OCPP/${'x'.repeat(49)}`, 400],
    [`/OCPP/${'x'.repeat(5000)}`, 400],
    ["/OCPP/x';drop table station", 400],
  ])('names none: %s', (url, status) => {
    expect(stationOfPath(url)).toMatchObject({ status })
  })
})

describe('the subprotocol', () => {
  const names = (offered: string[], assumed: string | null = null) => {
    const found = negotiate([v201, v16], offered, assumed)
    return found && [found.version.name, found.subprotocol]
  }

  it('is the best that both have, whatever the order of the offer', () => {
    expect(names(['ocpp1.6', 'ocpp2.0.1'])).toEqual(['ocpp2.0.1', 'ocpp2.0.1'])
    expect(names(['ocpp2.1', 'ocpp1.5', 'ocpp1.6'])).toEqual(['ocpp1.6', 'ocpp1.6'])
  })

  it('is told back as the station spelled it', () => {
    expect(names(['OCPP1.6'])).toEqual(['ocpp1.6', 'OCPP1.6'])
  })

  it('is assumed only where the record says so, and nothing was offered', () => {
    expect(names([])).toBeUndefined()
    expect(names([], 'ocpp1.6')).toEqual(['ocpp1.6', undefined])
    expect(names([], 'ocpp9')).toBeUndefined()
    expect(names(['ocpp1.5'], 'ocpp1.6')).toBeUndefined()
  })

  it('is read from a header with blanks and commas', () => {
    expect(offeredSubprotocols(' ocpp1.6 ,, ocpp2.0.1,')).toEqual(['ocpp1.6', 'ocpp2.0.1'])
    expect(offeredSubprotocols(undefined)).toEqual([])
  })
})

describe('Basic authentication', () => {
  const secrets = new Secrets(Buffer.alloc(32, 7))
  const known = (password: string, username: string | null = null) => ({
    username,
    passwordHash: secrets.hashStationPassword(password),
  })
  const given = (user: string, password: string | Buffer) => {
    const parsed = parseBasicAuth(basic(user, password).Authorization)
    if (!parsed) throw new Error('not read')
    return parsed
  }

  it('takes the identity as user name, or the name in the record', () => {
    expect(areValid('BOX', known('geheim-0815'), given('BOX', 'geheim-0815'), secrets)).toBe(true)
    expect(areValid('BOX', known('geheim-0815'), given('box', 'geheim-0815'), secrets)).toBe(false)
    expect(areValid('BOX', known('geheim-0815', 'anna'), given('anna', 'geheim-0815'), secrets)).toBe(true)
    expect(areValid('BOX', known('geheim-0815', 'anna'), given('BOX', 'geheim-0815'), secrets)).toBe(false)
  })

  it('takes an AuthorizationKey as its digits or as its bytes', () => {
    const key = '00112233445566778899aabbccddeeff00112233'
    expect(areValid('BOX', known(key), given('BOX', key), secrets)).toBe(true)
    expect(areValid('BOX', known(key), given('BOX', Buffer.from(key, 'hex')), secrets)).toBe(true)
    expect(areValid('BOX', known(key.toUpperCase()), given('BOX', Buffer.from(key, 'hex')), secrets)).toBe(true)
    expect(
      areValid('BOX', known('geheim-0815'), given('BOX', Buffer.from('geheim-0815').toString('hex')), secrets),
    ).toBe(true)
  })

  it.each(['', 'geheim-0816', 'geheim-0815 ', 'GEHEIM-0815', '\0', 'x'.repeat(500)])('refuses %j', (password) => {
    expect(areValid('BOX', known('geheim-0815'), given('BOX', password), secrets)).toBe(false)
  })

  it('refuses everything where no password is stored', () => {
    expect(areValid('BOX', { ...known('x'), passwordHash: null }, given('BOX', ''), secrets)).toBe(false)
  })

  it('reads a password with colons, and bytes that are no text', () => {
    expect(given('BOX', 'a:b:c').password.toString()).toBe('a:b:c')
    expect(given('BOX', Buffer.from([0xff, 0x00, 0xfe])).password).toEqual(Buffer.from([0xff, 0x00, 0xfe]))
  })

  it.each([
    undefined,
    '',
    'Basic',
    'Basic !!!',
    'Bearer abc',
    `Basic ${Buffer.from('nocolon').toString('base64')}`,
    `Basic ${'QQ'.repeat(2000)}`,
  ])('does not read %s', (header) => {
    expect(parseBasicAuth(header)).toBeUndefined()
  })
})
