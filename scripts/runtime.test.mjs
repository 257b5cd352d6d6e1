// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseRuntime, ordinaryExecutable, prepareRuntime } from './runtime.mjs'
import { contextForTest, temporaryFolder } from './testing.mjs'

test.each([
  [{ named: true, ordinary: true, fallback: true }, 'named'],
  [{ named: false, ordinary: true, fallback: true }, 'ordinary'],
  [{ named: false, ordinary: false, fallback: true }, 'fallback'],
  [{ named: false, ordinary: false, fallback: false }, 'download'],
])('of %j, the choice is %s', (there, choice) => {
  expect(chooseRuntime(there)).toBe(choice)
})

/** What the installer of the `electron` package leaves, in the order in which it does. */
const WHOLE = `
  const { mkdirSync, writeFileSync } = require('node:fs')
  mkdirSync(__dirname + '/dist')
  writeFileSync(__dirname + '/dist/electron', '')
  writeFileSync(__dirname + '/dist/version', '45.0.0')
  writeFileSync(__dirname + '/path.txt', 'electron')`

/**
 * A project with an `electron` package that has not downloaded its runtime yet.
 * @param {string} installer
 */
function project(installer) {
  const root = temporaryFolder()
  const folder = join(root, 'node_modules', 'electron')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '45.0.0' }))
  writeFileSync(join(folder, 'install.js'), installer)
  return { folder, context: contextForTest({ root }) }
}

/** A machine that the registry has no runtime for. */
const elsewhere = { platform: /** @type {const} */ ('linux'), arch: 'riscv64' }

test('the ordinary runtime is downloaded once, and needs nothing in the environment', async () => {
  const { folder, context } = project(WHOLE)
  const runtime = { executable: join(folder, 'dist', 'electron'), env: {} }
  expect(await prepareRuntime(context, elsewhere)).toEqual(runtime)
  writeFileSync(join(folder, 'install.js'), 'process.exit(1)')
  expect(await prepareRuntime(context, elsewhere)).toEqual(runtime)
})

test('half an ordinary runtime, or that of another version, is none', () => {
  const { folder } = project('')
  mkdirSync(join(folder, 'dist'))
  writeFileSync(join(folder, 'dist', 'electron'), '')
  writeFileSync(join(folder, 'dist', 'version'), '45.0.0')
  expect(ordinaryExecutable(folder)).toBeUndefined()
  writeFileSync(join(folder, 'path.txt'), 'electron')
  expect(ordinaryExecutable(folder)).toBe(join(folder, 'dist', 'electron'))
  writeFileSync(join(folder, 'dist', 'version'), 'v44.0.0')
  expect(ordinaryExecutable(folder)).toBeUndefined()
})

test('when the download fails and there is no other runtime, the person is told why and what to do', async () => {
  const { context } = project(`console.error('TypeError: fetch failed'); process.exit(1)`)
  await expect(prepareRuntime(context, elsewhere)).rejects.toThrow(
    /could not be downloaded: .*ELECTRON_OVERRIDE_DIST_PATH/,
  )
  expect(context.said.join('\n')).toContain('did not work (TypeError: fetch failed)')
})

test('a download through which nothing comes is given up', async () => {
  const { context } = project('setInterval(() => {}, 1000)')
  const impatient = { stalledAfterMs: 100, pollMs: 20 }
  await expect(prepareRuntime(context, elsewhere, impatient)).rejects.toThrow('ELECTRON_OVERRIDE')
  expect(context.said.join('\n')).toContain('nothing arrived for 0.1 seconds')
})

test('a runtime that the person names is taken, and passed on', async () => {
  const { context } = project('process.exit(1)')
  const dist = temporaryFolder()
  const env = { ...context.env, ELECTRON_OVERRIDE_DIST_PATH: dist }
  await expect(prepareRuntime({ ...context, env }, elsewhere)).rejects.toThrow(dist)
  writeFileSync(join(dist, 'electron'), '')
  expect(await prepareRuntime({ ...context, env }, elsewhere)).toEqual({
    executable: join(dist, 'electron'),
    env: { ELECTRON_OVERRIDE_DIST_PATH: dist },
  })
})
