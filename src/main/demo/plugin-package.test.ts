import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withoutPluginPackage } from './plugin-package'

let home: string
let folder: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wheelhouse-plugins-'))
  folder = join(home, 'opencode')
})
afterEach(() => rmSync(home, { recursive: true }))

it('makes the folder look as if the package had been installed, however often', () => {
  withoutPluginPackage(folder)
  withoutPluginPackage(folder)
  expect(readdirSync(folder)).toEqual(['node_modules', 'package-lock.json'])
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  expect(lock.packages[''].dependencies).toHaveProperty(['@opencode-ai/plugin'])
})

it('leaves what is there as it is', () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package-lock.json'), 'theirs')
  withoutPluginPackage(folder)
  expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).toBe('theirs')
})

it('says why it could not', () => {
  writeFileSync(folder, 'a file where the folder should be')
  expect(() => withoutPluginPackage(folder)).toThrow(/ENOTDIR|EEXIST/)
})
