import type { Language } from './setup-i18n.ts'

/**
 * What the controller says of single fields, in German. It speaks English; a test holds this list against its sentences.
 * `{n}` stands for a number.
 */
export const germanFieldTexts: Record<string, string> = {
  'Give the site a name.': 'Geben Sie dem Standort einen Namen.',
  'Choose a time zone, like Europe/Berlin.': 'Wählen Sie eine Zeitzone, etwa Europe/Berlin.',
  'Choose a currency, like EUR.': 'Wählen Sie eine Währung, etwa EUR.',
  'A price is not negative.': 'Ein Preis ist nicht negativ.',
  'That is more than 1000 per kWh.': 'Das sind mehr als 1000 je kWh.',
  'Name the account, for example your company.': 'Benennen Sie das Konto, etwa nach Ihrer Firma.',
  'Enter an e-mail address, like name@example.org.': 'Geben Sie eine E-Mail-Adresse ein, etwa name@example.org.',
  'A password has at least {n} characters.': 'Ein Passwort hat mindestens {n} Zeichen.',
  'A password has at most {n} characters.': 'Ein Passwort hat höchstens {n} Zeichen.',
  'Enter your e-mail.': 'Geben Sie Ihre E-Mail-Adresse ein.',
  'Enter your password.': 'Geben Sie Ihr Passwort ein.',
  'A user with this e-mail exists already.': 'Einen Benutzer mit dieser E-Mail-Adresse gibt es schon.',
  'One of these users does not exist.': 'Einen dieser Benutzer gibt es nicht.',
  'An OCPP identity has 1 to 48 letters, digits or the signs * _ = : + | @ . -':
    'Eine OCPP-Kennung hat 1 bis 48 Buchstaben, Ziffern oder die Zeichen * _ = : + | @ . -',
  'Give the station a name.': 'Geben Sie der Station einen Namen.',
  'A station password has at least 8 characters.': 'Ein Passwort für Stationen hat mindestens 8 Zeichen.',
  'Stations take at most 40 characters.': 'Stationen nehmen höchstens 40 Zeichen.',
  'Use printable ASCII characters without spaces: stations take nothing else.':
    'Nur druckbare ASCII-Zeichen ohne Leerzeichen: Anderes nehmen Stationen nicht.',
  'A user name has no colon.': 'Ein Benutzername hat keinen Doppelpunkt.',
  'A station with this id exists already.': 'Eine Station mit dieser Kennung gibt es schon.',
  'Enter the id of the tag.': 'Geben Sie die Kennung der Karte ein.',
  'An id has at most 36 characters (20 for OCPP 1.6 stations).':
    'Eine Kennung hat höchstens 36 Zeichen (20 für Stationen mit OCPP 1.6).',
  'An id has printable ASCII characters without spaces.': 'Eine Kennung hat druckbare ASCII-Zeichen ohne Leerzeichen.',
  'A tag with this id exists already.': 'Eine Karte mit dieser Kennung gibt es schon.',
  'Its security profile wants a password. Lower the profile first.':
    'Ihr Sicherheitsprofil verlangt ein Passwort. Senken Sie zuerst das Profil.',
  'Give the station a password first.': 'Geben Sie der Station zuerst ein Passwort.',
  'The station has no certificate yet. Issue one, or pin that of its maker.':
    'Die Station hat noch kein Zertifikat. Stellen Sie eines aus, oder hinterlegen Sie das des Herstellers.',
  'One of these stations does not exist.': 'Eine dieser Stationen gibt es nicht.',
  'One of these tags does not exist.': 'Eine dieser Karten gibt es nicht.',
  'There is no such tag.': 'Diese Karte gibt es nicht.',
  'A tag can not be its own parent, not even indirectly.':
    'Eine Karte kann nicht über sich selbst stehen, auch nicht über Umwege.',
  'This is not your password.': 'Das ist nicht Ihr Passwort.',
  'Enter the connection string of headquarters.': 'Geben Sie die Verbindungszeile der Zentrale ein.',
  'Enter the connection string of headquarters, like mqtt://site:secret@hq.example:1883.':
    'Geben Sie die Verbindungszeile der Zentrale ein, etwa mqtt://standort:geheimnis@zentrale.example:1883.',
  'The site id before the colon is missing or not valid.':
    'Die Standort-Kennung vor dem Doppelpunkt fehlt oder ist ungültig.',
  'The secret between the colon and the @ is missing.': 'Das Geheimnis zwischen Doppelpunkt und @ fehlt.',
}

/** The controller's English is shown as it is; undefined where there is no German for it. */
export function fieldText(english: string, language: Language): string | undefined {
  if (language === 'en') return english
  const [number] = /\d+/.exec(english) ?? []
  const text = germanFieldTexts[english] ?? germanFieldTexts[english.replace(/\d+/, '{n}')]
  return text?.replace('{n}', number ?? '')
}
