/** Chromium's and Electron's own switches, which are no options of the controller. */
const browserSwitches =
  /^--(no-sandbox|disable-|enable-|ozone-|force-|lang=|inspect|remote-debugging-|allow-|in-process-gpu|use-gl)/

/**
 * The user's options for the controller, as they stood on the command line of the desktop application.
 *
 * @param argv `process.argv` of Electron's main process: its program, unpackaged also the folder of the application, then the rest
 */
export function controllerOptions(argv: readonly string[], packaged: boolean): string[] {
  return argv.slice(packaged ? 1 : 2).filter((option) => !browserSwitches.test(option))
}
