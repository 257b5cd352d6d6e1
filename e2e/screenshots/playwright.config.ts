import { defineConfig } from 'playwright/test'

/** Apart from the tests: it shows, and proves only that axe finds nothing on what it shows. */
export default defineConfig({
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: '../../test-results/screenshots-run',
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: 'line',
})
