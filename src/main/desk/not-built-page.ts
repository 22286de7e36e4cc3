const texts = {
  en: {
    title: 'The desk is not built',
    text: 'The controller is running, but the files of its web app are missing. Build them in the project folder, then load this page again:',
  },
  de: {
    title: 'Die Oberfläche ist nicht gebaut',
    text: 'Die Steuerung läuft, aber die Dateien ihrer Web-Oberfläche fehlen. Bauen Sie sie im Projektordner, und laden Sie diese Seite neu:',
  },
}

/** Shown where the web app's files are not there: run from source without a build. */
export function notBuiltPage(languages: string[]): string {
  const language = /^de\b/i.test(languages[0] ?? '') ? 'de' : 'en'
  const { title, text } = texts[language]
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Chargeyard</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 15vh auto 0; padding: 0 1.5em }
  code { padding: .2em .5em; border: 1px solid; border-radius: .3em }
</style>
<h1>${title}</h1>
<p>${text}</p>
<p><code>npm run build</code></p>
</html>`
}
