import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Router } from 'express'
import helmet from 'helmet'
import { DoorError } from './problem.ts'

const require = createRequire(import.meta.url)

/** From the installed package: the page works where there is no internet. */
const served = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chargeyard LAN API</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

/** `validatorUrl`: else the page would show the document to a service on the internet. */
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
})
`

export function docsPage(): Router {
  const router = Router()
  const folder = dirname(require.resolve('swagger-ui-dist/package.json'))
  // swagger-ui sets styles and embeds pictures as data
  router.use(
    helmet.contentSecurityPolicy({
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  )
  router.get('/', (_request, response) => {
    response.type('html').send(page)
  })
  router.get('/start.js', (_request, response) => {
    response.type('js').send(start)
  })
  router.get('/:file', (request, response, next) => {
    const { file } = request.params
    if (!served.includes(file)) return next(new DoorError('RouteNotFound'))
    response.sendFile(file, { root: folder })
  })
  return router
}
