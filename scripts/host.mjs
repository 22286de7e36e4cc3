// Where `npm start` runs the controller: in Electron, or headless with the desk in the browser, and why.

/**
 * @param {object} machine
 * @param {string} machine.platform       `process.platform`
 * @param {Record<string, string | undefined>} machine.env
 * @param {string[]} machine.options      what stands after `npm start --`
 * @param {boolean} machine.isRoot
 * @returns {{ host: 'electron' } | { host: 'headless', missing?: string }} `missing` is the line to show, where one is due
 */
export function chooseHost({ platform, env, options, isRoot }) {
  const information = ['--help', '-h', '--version', '-V'].some((option) => options.includes(option))
  if (information) return { host: 'headless' }
  if (options.includes('--headless') || isOn(env.CHARGEYARD_HEADLESS)) return { host: 'headless' }
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return headless('There is no display')
  // Chromium's sandbox refuses to run as root, and running the window without it is nothing to do silently.
  if (isRoot) return headless("Electron's window does not run as root")
  return { host: 'electron' }
}

/** The answer for a machine that could show the window, but has no Electron. */
export function withoutElectron(reason) {
  return headless(`Electron is not installed (${reason})`)
}

function headless(what) {
  return { host: 'headless', missing: `${what}: the controller runs headless, with the desk in the browser.` }
}

function isOn(value) {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase())
}
