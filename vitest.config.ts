import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const ROOMS = ['src', 'scripts', 'e2e', 'bench']

/** What a test changes for all that is loaded after it in the same process. */
const CHANGES_THE_PROCESS = /\bvi\.(mock|doMock|stubGlobal|stubEnv)\(|\bconfigureLogging\(/

const unitTests = ROOMS.flatMap((room) =>
  readdirSync(join(import.meta.dirname, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.int.test.ts'))
    .map((path) => `${room}/${path.replaceAll('\\', '/')}`),
)
const apart = unitTests.filter((path) =>
  CHANGES_THE_PROCESS.test(readFileSync(join(import.meta.dirname, path), 'utf8')),
)

// Ends a test that hangs; how fast the machine is says nothing of the code.
const limits = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ROOMS.map((room) => `${room}/**/*.test.{ts,tsx,mjs}`),
          exclude: ['**/*.int.test.ts', ...apart],
          // To load every module anew for each of 140 files took more time than the tests.
          isolate: false,
          ...limits,
        },
      },
      {
        test: { name: 'unit-apart', include: apart, ...limits },
      },
      {
        test: {
          name: 'int',
          include: ['src/**/*.int.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // Of the engine: it lives for seconds, in which what its slowest compiler does never pays.
          env: { BUN_JSC_useFTLJIT: '0' },
        },
      },
    ],
  },
})
