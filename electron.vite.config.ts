import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const entries = {
  electron: resolve('src/main/electron/index.ts'),
  core: resolve('src/main/electron/core-process.ts'),
  headless: resolve('src/main/headless.ts'),
  'site-cli': resolve('src/main/site-cli.ts'),
  'hub-cli': resolve('sync/hub/cli.ts'),
  'checkpoint-thread': resolve('src/site/db/checkpoint-thread.ts'),
}

/**
 * Stays outside the bundle: native code, and packages that are files to serve. Everything else is bundled, because a
 * bundled core starts in a fifth of the time and a third of the memory. The package keeps exactly these (electron-builder.yml).
 */
const external = [/^electron(\/|$)/, /^better-sqlite3(\/|$)/, /^argon2(\/|$)/, /^swagger-ui-dist(\/|$)/]

const { full } = JSON.parse(execFileSync(process.execPath, ['scripts/version.mjs'], { encoding: 'utf8' })) as {
  full: string
}

/** electron-vite sets './' for pages opened as files; the desk is served over HTTP, with pages at every depth. */
const servedFromRoot: Plugin = {
  name: 'chargeyard:served-from-root',
  enforce: 'post',
  config: { order: 'post', handler: () => ({ base: '/' }) },
}

export default defineConfig({
  main: {
    // Run from source, the variable is unset and the reader of it falls back.
    define: { 'process.env.CHARGEYARD_VERSION': JSON.stringify(full) },
    build: {
      outDir: 'out/main',
      target: 'node24',
      externalizeDeps: false,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: entries,
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can't load modules: one CommonJS file.
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { preload: resolve('src/main/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    plugins: [react(), servedFromRoot],
    // The same files are opened by Electron's window, by the manager's browser and by phones; electron-vite's own
    // defaults (Electron's Chromium as target, not minified) fit only the first.
    build: {
      outDir: resolve('out/renderer'),
      target: 'baseline-widely-available',
      minify: true,
      rolldownOptions: {
        input: { index: resolve('src/renderer/index.html') },
        output: {
          codeSplitting: {
            groups: [
              { name: 'charts', test: /node_modules[\\/](recharts|d3-|victory-vendor|@mantine[\\/]charts)/ },
              { name: 'vendor', test: /node_modules/ },
            ],
          },
        },
      },
    },
  },
})
