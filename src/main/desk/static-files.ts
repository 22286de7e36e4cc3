import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import { notBuiltPage } from './not-built-page.ts'

const yearMs = 365 * 24 * 60 * 60_000

/**
 * The desk's web app. Files below assets/ carry the hash of their content in their name and never change; every address that
 * is no file is a page of the app itself.
 */
export function staticFiles(folder: string): RequestHandler {
  const router = Router()
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: yearMs }))
  router.use(express.static(folder, { index: false, maxAge: 0 }))
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html') || /\.\w+$/.test(request.path)) return next()
    const page = join(folder, 'index.html')
    response.setHeader('cache-control', 'no-cache')
    if (!existsSync(page)) return void response.status(503).type('html').send(notBuiltPage(request.acceptsLanguages()))
    response.sendFile(page, { cacheControl: false })
  })
  return router
}
