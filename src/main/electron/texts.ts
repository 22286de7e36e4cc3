/** The few words that the shell itself shows; everything else is said by the desk. */
const english = {
  open: 'Open Chargeyard',
  quit: 'Quit',
  starting: 'The controller is starting…',
  stopped: 'The controller is not running',
  retry: (seconds: number) => `It is started again in ${seconds} s.`,
}

const german: ShellTexts = {
  open: 'Chargeyard öffnen',
  quit: 'Beenden',
  starting: 'Die Steuerung startet…',
  stopped: 'Die Steuerung läuft nicht',
  retry: (seconds) => `Sie wird in ${seconds} s neu gestartet.`,
}

export type ShellTexts = typeof english

/** @param locale a BCP 47 tag, as Electron's `app.getLocale()` gives it */
export function shellTexts(locale: string): ShellTexts {
  return /^de\b/i.test(locale) ? german : english
}
