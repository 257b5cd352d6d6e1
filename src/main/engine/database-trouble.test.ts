import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { databaseTrouble } from './database-trouble'

let folders: TemporaryFolders
let path: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  path = join(folders.home, 'opencode.db')
})
afterEach(() => folders.remove())

it('a file, a link to one, and none at all are no trouble', () => {
  expect(databaseTrouble(path)).toBeUndefined()
  writeFileSync(join(folders.home, 'other.db'), '')
  symlinkSync('other.db', path)
  expect(databaseTrouble(path)).toBeUndefined()
  rmSync(path)
  writeFileSync(path, '')
  expect(databaseTrouble(path)).toBeUndefined()
})

it.skipIf(process.platform === 'win32').each([
  ['a folder', () => mkdirSync(path), 'A folder stands'],
  ['a pipe', () => execFileSync('mkfifo', [path]), 'A pipe or a device stands'],
  ['a link to nowhere', () => symlinkSync('/nowhere/at.db', path), 'a link to /nowhere/at.db'],
  ['a link to itself', () => symlinkSync(path, path), 'is a link to'],
])('%s in its place is named, with the remedy', (_what, make, words) => {
  make()
  const said = databaseTrouble(path)
  expect(said).toContain(words)
  expect(said).toContain(path)
  expect(said).toMatch(/(?:Move it away|remove the link), then try again\.$/)
})
