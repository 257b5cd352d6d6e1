import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { placeOwnFile } from './own-file'

let folders: TemporaryFolders
let path: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  path = join(folders.userData, 'file')
})
afterEach(() => folders.remove())

describe.skipIf(process.platform === 'win32')('a file of ours', () => {
  const inode = () => statSync(path).ino

  it('is written with its mode, in place of another, with nothing beside it', () => {
    for (const content of ['one', 'two']) {
      placeOwnFile(path, content, 0o600)
      expect(readFileSync(path, 'utf8')).toBe(content)
      expect(statSync(path).mode & 0o777).toBe(0o600)
    }
    expect(readdirSync(folders.userData)).toEqual(['file'])
  })

  it('is left when it is as it should be', () => {
    placeOwnFile(path, 'one', 0o700)
    const before = inode()
    placeOwnFile(path, 'one', 0o700)
    expect(inode()).toBe(before)
  })

  it('is written again when others may change it', () => {
    placeOwnFile(path, 'one', 0o700)
    const before = inode()
    chmodSync(path, 0o777)
    placeOwnFile(path, 'one', 0o700)
    expect(inode()).not.toBe(before)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  it('takes the place of a link, and what that leads to stays', () => {
    const elsewhere = join(folders.home, 'elsewhere')
    writeFileSync(elsewhere, 'theirs', { mode: 0o600 })
    symlinkSync(elsewhere, path)
    placeOwnFile(path, 'theirs', 0o600)
    expect(statSync(path).ino).not.toBe(statSync(elsewhere).ino)
    placeOwnFile(path, 'ours', 0o600)
    expect(readFileSync(elsewhere, 'utf8')).toBe('theirs')
  })

  it('that cannot be put in its place leaves nothing beside it', () => {
    mkdirSync(join(path, 'in the way'), { recursive: true })
    expect(() => placeOwnFile(path, 'one', 0o600)).toThrow()
    expect(readdirSync(folders.userData)).toEqual(['file'])
    expect(existsSync(join(path, 'in the way'))).toBe(true)
  })
})
