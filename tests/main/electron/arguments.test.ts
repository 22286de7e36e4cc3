import { describe, expect, test } from 'vitest'
import { controllerOptions } from '../../../src/main/electron/arguments.ts'

describe("the controller's options on the desktop application's command line", () => {
  test('start after the program in a package, and after the folder of the application in a checkout', () => {
    const options = ['--data', '/srv/yard', '--desk-port', '9000']
    expect(controllerOptions(['/opt/Chargeyard/chargeyard', ...options], true)).toEqual(options)
    expect(controllerOptions(['/yard/node_modules/electron/dist/electron', '/yard', ...options], false)).toEqual(
      options,
    )
  })

  test("hold none of Chromium's switches", () => {
    const argv = ['chargeyard', '--ozone-platform=wayland', '--log-level', 'debug', '--no-sandbox', '--disable-gpu']
    expect(controllerOptions(argv, true)).toEqual(['--log-level', 'debug'])
  })
})
