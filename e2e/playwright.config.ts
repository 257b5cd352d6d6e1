import { defineConfig } from 'playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results/e2e',
  // Each test runs an Electron and an engine of half a gigabyte, and mostly waits; two cores.
  workers: 2,
  retries: 0,
  // Ends a test that hangs; how fast the machine is says nothing of the code.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  forbidOnly: !!process.env.CI,
})
