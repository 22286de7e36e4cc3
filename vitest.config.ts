import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * Tests that need a program of the system carry its name in their file name (`uplink.mosquitto.test.ts`) or live in the
 * project that needs it (`tests/e2e` needs Chromium). `npm test` looks for the programs and sets the variables below
 * when one can't be had; what is left out is said here, and again at the end of `npm test`.
 */
const withoutMosquitto = Boolean(process.env.CHARGEYARD_SKIP_MOSQUITTO)
const withoutBrowser = Boolean(process.env.CHARGEYARD_SKIP_E2E)
if (withoutMosquitto) console.warn('Left out: tests/**/*.mosquitto.test.ts (CHARGEYARD_SKIP_MOSQUITTO is set)')
if (withoutBrowser) console.warn('Left out: tests/e2e (CHARGEYARD_SKIP_E2E is set)')

const exclude = ['**/node_modules/**', ...(withoutMosquitto ? ['**/*.mosquitto.test.ts'] : [])]
const cores = availableParallelism()

// The groups run one after the other: journeys start whole controllers, and a browser beside them would only make both slow.
export default defineConfig({
  // A test's sources are plain TypeScript; nothing may pick up the renderer's PostCSS set-up.
  css: { postcss: {} },
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/{site,ocpp,mobile-api,sync,main,kit,scripts,renderer}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, 'tests/sync/model/**'],
          // generous: a busy machine is slow, and no test measures time
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: Math.min(4, Math.max(2, cores)),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          // thousands of seeds: minutes of computing, which would starve the sockets of the others
          name: 'model',
          environment: 'node',
          include: ['tests/sync/model/**/*.test.ts'],
          exclude,
          testTimeout: 1_800_000,
          hookTimeout: 60_000,
          maxWorkers: Math.min(4, Math.max(2, cores)),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'journeys',
          environment: 'node',
          include: ['tests/journeys/**/*.test.ts'],
          exclude,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // whole processes on a busy machine: what fails is tried once more, and told; kill.test.ts is not
          retry: 1,
          maxWorkers: cores >= 4 ? 2 : 1,
          sequence: { groupOrder: 2 },
        },
      },
      ...(withoutBrowser
        ? []
        : [
            {
              test: {
                name: 'e2e',
                environment: 'node' as const,
                include: ['tests/e2e/**/*.test.ts'],
                exclude,
                testTimeout: 180_000,
                hookTimeout: 180_000,
                retry: 1,
                fileParallelism: false,
                sequence: { groupOrder: 3 },
              },
            },
          ]),
    ],
  },
})
