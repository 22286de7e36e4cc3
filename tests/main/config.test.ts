import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultFolder, readConfig } from '../../src/main/config.ts'
import { StartFailure } from '../../src/main/failure.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const inFile = (content: object | string) =>
  writeFileSync(join(folder, 'chargeyard.json'), typeof content === 'string' ? content : JSON.stringify(content))

describe('the configuration', () => {
  it('has defaults for everything that a site needs', () => {
    const config = readConfig(['--data', folder], {})
    expect(config).toEqual({
      data: folder,
      deskHost: '127.0.0.1',
      deskPort: 8080,
      ocppHost: '0.0.0.0',
      ocppPort: 8081,
      lanHost: '0.0.0.0',
      lanPort: 8082,
      logLevel: 'info',
    })
  })

  it('takes the command line before the environment, that before the file, and the file before the defaults', () => {
    inFile({ deskPort: 1001, ocppPort: 1002, lanPort: 1003 })
    const env = { CHARGEYARD_DESK_PORT: '2001', CHARGEYARD_OCPP_PORT: '2002' }
    const config = readConfig(['--data', folder, '--desk-port', '3001'], env)
    expect(config).toMatchObject({ deskPort: 3001, ocppPort: 2002, lanPort: 1003, logLevel: 'info' })
  })

  it.each([
    ['deskPort', '--desk-port', 'CHARGEYARD_DESK_PORT', 5001],
    ['deskHost', '--desk-host', 'CHARGEYARD_DESK_HOST', '127.0.0.9'],
    ['ocppPort', '--ocpp-port', 'CHARGEYARD_OCPP_PORT', 5002],
    ['ocppHost', '--ocpp-host', 'CHARGEYARD_OCPP_HOST', '127.0.0.2'],
    ['ocppTlsPort', '--ocpp-tls-port', 'CHARGEYARD_OCPP_TLS_PORT', 8443],
    ['ocppTlsCert', '--ocpp-tls-cert', 'CHARGEYARD_OCPP_TLS_CERT', '/etc/chargeyard/door.pem'],
    ['ocppTlsKey', '--ocpp-tls-key', 'CHARGEYARD_OCPP_TLS_KEY', '/etc/chargeyard/door.key'],
    ['lanPort', '--lan-port', 'CHARGEYARD_LAN_PORT', 5003],
    ['lanHost', '--lan-host', 'CHARGEYARD_LAN_HOST', '127.0.0.3'],
    ['adminEmail', '--admin-email', 'CHARGEYARD_ADMIN_EMAIL', 'a@b.example'],
    ['adminPasswordFile', '--admin-password-file', 'CHARGEYARD_ADMIN_PASSWORD_FILE', '/run/secrets/admin'],
    ['logLevel', '--log-level', 'CHARGEYARD_LOG_LEVEL', 'warn'],
  ] as const)('takes %s from each of the three', (key, flag, name, value) => {
    const base = ['--data', folder]
    expect(readConfig([...base, flag, `${value}`], {})).toMatchObject({ [key]: value })
    expect(readConfig(base, { [name]: `${value}` })).toMatchObject({ [key]: value })
    inFile({ [key]: value })
    expect(readConfig(base, {})).toMatchObject({ [key]: value })
  })

  it('speaks OCPP 2.1 where it is switched on, and a word that says off does not switch it on', () => {
    const told = (argv: string[], env = {}) => readConfig(['--data', folder, ...argv], env).ocpp21
    expect(told([])).toBeUndefined()
    expect(told(['--ocpp21'])).toBe(true)
    expect(told(['--ocpp21', 'off'])).toBe(false)
    expect(told([], { CHARGEYARD_OCPP21: '1' })).toBe(true)
    expect(told([], { CHARGEYARD_OCPP21: 'false' })).toBe(false)
    inFile({ ocpp21: true })
    expect(told([])).toBe(true)
    expect(told([], { CHARGEYARD_OCPP21: 'off' })).toBe(false)
    inFile({ ocpp21: 'yes' })
    expect(() => told([])).toThrow(/chargeyard\.json can not be used: ocpp21/)
  })

  it('finds the file in the folder that the environment names', () => {
    inFile({ lanPort: 1003 })
    expect(readConfig([], { CHARGEYARD_DATA: folder })).toMatchObject({ data: folder, lanPort: 1003 })
  })

  it('leaves the environment of the process alone', () => {
    const before = process.env
    readConfig(['--data', folder], { CHARGEYARD_LAN_PORT: '1' })
    expect(process.env).toBe(before)
    expect(process.env.CHARGEYARD_LAN_PORT).toBeUndefined()
  })

  it('says which option, variable or line of the file is wrong, and what would be right', () => {
    const failure = (argv: string[], env = {}) => {
      try {
        readConfig(['--data', folder, ...argv], env)
      } catch (error) {
        expect(error).toBeInstanceOf(StartFailure)
        return (error as Error).message
      }
      throw new Error('it was taken')
    }
    expect(failure(['--desk-port', '70000'])).toBe(
      '--desk-port can not be "70000": it is a port number from 0 to 65535.',
    )
    expect(failure([], { CHARGEYARD_OCPP_PORT: 'http' })).toBe(
      '--ocpp-port can not be "http": it is a port number from 0 to 65535.',
    )
    inFile({ lanPort: -1 })
    expect(failure([])).toBe('--lan-port can not be -1: it is a port number from 0 to 65535.')
    inFile({ lanPort: '8082' })
    expect(failure([])).toMatch(/chargeyard\.json can not be used: lanPort: .*number.*Correct it, or remove it/)
    inFile({ lanPrt: 8082 })
    expect(failure([])).toMatch(/chargeyard\.json can not be used: .*lanPrt/)
    inFile('{"lanPort": 80')
    expect(failure([])).toMatch(/chargeyard\.json can not be used: .*JSON/)
  })

  it.each(['', '  ', '0x1F90', '1e3', '80.5'])('does not take %j for a port', (text) => {
    expect(() => readConfig(['--data', folder, '--lan-port', text], {})).toThrow(StartFailure)
  })

  it('does not take whatever folder it was started in when the name of the data folder is empty', () => {
    expect(() => readConfig(['--data', ''], {})).toThrow(StartFailure)
    expect(() => readConfig([], { CHARGEYARD_DATA: '' })).toThrow(StartFailure)
  })

  it('keeps its data where the operating system keeps that of applications', () => {
    expect(defaultFolder('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/chargeyard')
    expect(defaultFolder('linux', {})).toMatch(/\.local\/share\/chargeyard$/)
    expect(defaultFolder('darwin', {})).toMatch(/Library\/Application Support\/Chargeyard$/)
    expect(defaultFolder('win32', { LOCALAPPDATA: 'C:\\Local' })).toContain('Chargeyard')
  })
})
