// @ts-check
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPackages, matchesLock, packagesNeed, stampOf } from './packages.mjs'
import { contextForTest, temporaryFolder } from './testing.mjs'

const machine = { platform: 'linux', arch: 'x64' }
const locked = {
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/for-mac': { version: '2.0.0', optional: true, os: ['darwin'] },
}
const lock = JSON.stringify({ packages: { '': {}, ...locked } })
/** @param {object} packages */
const record = (packages) => JSON.stringify({ packages })

test('nothing is to be done when the stamp is that of the lock file and the machine', () => {
  expect(packagesNeed({ lock, stamp: stampOf(lock, 'linux-x64') }, machine)).toBe('nothing')
})

test('packages are installed when there are none', () => {
  expect(packagesNeed({ lock }, machine)).toBe('install')
})

test('packages are installed again when the lock file has changed', () => {
  const stamp = stampOf('{"packages":{}}', 'linux-x64')
  const installed = record({ 'node_modules/a': { version: '0.9.0', integrity: 'sha512-z' } })
  expect(packagesNeed({ lock, stamp, installed }, machine)).toBe('install')
})

test('packages are installed again when another machine installed them in this folder', () => {
  const installed = record(locked)
  expect(packagesNeed({ lock, stamp: stampOf(lock, 'darwin-arm64'), installed }, machine)).toBe(
    'install',
  )
})

test("somebody's own npm install is accepted when it is what the lock file says", () => {
  const installed = record({ 'node_modules/a': locked['node_modules/a'] })
  expect(packagesNeed({ lock, installed }, machine)).toBe('stamp')
})

test('an installation that lacks a package is not what the lock file says', () => {
  expect(matchesLock(lock, record({}), machine)).toBe(false)
})

test('an installation with another content under the same version is not what the lock file says', () => {
  const installed = record({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } })
  expect(matchesLock(lock, installed, machine)).toBe(false)
})

/**
 * A project whose npm is the given program.
 * @param {string} program
 */
function projectWithNpm(program) {
  const root = temporaryFolder()
  const npm = join(root, 'npm-cli.js')
  writeFileSync(npm, program)
  chmodSync(npm, 0o755)
  writeFileSync(join(root, 'package-lock.json'), lock)
  return contextForTest({ root, env: { ...process.env, npm_execpath: npm } })
}

test('the stamp is written when npm has succeeded, and npm is not asked again', async () => {
  const context = projectWithNpm(
    `const { mkdirSync, appendFileSync } = require('node:fs')
     mkdirSync('node_modules', { recursive: true })
     appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')`,
  )
  await installPackages(context)
  await installPackages(context)
  expect(readFileSync(join(context.root, 'calls'), 'utf8')).toMatch(/^ci .*\n$/)
})

test('no stamp is left when npm fails, and what npm says is kept', async () => {
  const context = projectWithNpm(`console.error('npm error ENOTFOUND'); process.exit(1)`)
  mkdirSync(join(context.root, 'node_modules'))
  const stamp = join(context.root, 'node_modules', '.wheelhouse-stamp')
  writeFileSync(stamp, 'an older one')
  await expect(installPackages(context)).rejects.toMatchObject({
    name: 'SetupError',
    details: 'npm error ENOTFOUND',
  })
  expect(existsSync(stamp)).toBe(false)
})
