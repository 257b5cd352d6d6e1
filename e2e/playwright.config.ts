import { defineConfig } from 'playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results/e2e',
  // Each test runs an Electron and an engine of half a gigabyte, and waits a third of its time; two
  // cores.
  workers: 3,
  // Each test has an app of its own: those of one file wait for nobody, least of all at the end.
  fullyParallel: true,
  retries: 0,
  // Ends a test that hangs; how fast the machine is says nothing of the code.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  forbidOnly: !!process.env.CI,
})
