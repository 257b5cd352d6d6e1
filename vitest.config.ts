import { defineConfig } from 'vitest/config'
import { SHORT_LIVED_ENGINE } from './src/main/testing/short-lived-engine.ts'

const unit = {
  maxWorkers: 2,
  // Ends a test that hangs; how fast the machine is says nothing of the code.
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...unit,
          name: 'unit',
          include: ['{src,scripts,e2e,bench}/**/*.test.{ts,tsx,mjs}'],
          exclude: ['**/*.{int,mocked}.test.ts'],
          // Two processes for all files: one for each took longer than what most of them test.
          isolate: false,
        },
      },
      {
        // What replaces a module: the others have theirs loaded already, and must not get these.
        test: { ...unit, name: 'unit-mocked', include: ['src/**/*.mocked.test.ts'] },
      },
      {
        test: {
          name: 'int',
          include: ['src/**/*.int.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          env: SHORT_LIVED_ENGINE,
          // Each file starts engines of half a gigabyte; two cores.
          maxWorkers: 2,
        },
      },
    ],
  },
})
