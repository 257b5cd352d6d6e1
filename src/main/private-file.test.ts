import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { ourUid } from './owners'
import {
  keepPrivateFileSync,
  readPrivateFile,
  writePrivateFile,
  writePrivateFileSync,
} from './private-file'
import { eachTemporary } from './testing/each-temporary'
import { asOrdinaryUser, isRoot, ordinaryUid } from './testing/other-user'

const folders = eachTemporary({ isOpen: true })
let folder: string
let path: string
beforeEach(() => {
  folder = folders().project
  path = join(folder, 'file.json')
})

const WAYS = [
  ['waiting for the disk', writePrivateFile],
  ['at once', async (to: string, text: string) => writePrivateFileSync(to, text)],
] as const

describe.each(WAYS)('a file that is written %s', (_way, write) => {
  it('holds the text, for us alone, with nothing beside it', async () => {
    await write(path, 'first')
    await write(path, 'second')
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(readdirSync(folder)).toEqual(['file.json'])
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it.skipIf(process.platform === 'win32')('is as closed when it was open before', async () => {
    writeFileSync(path, '', { mode: 0o644 })
    await write(path, 'text')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it.skipIf(process.platform === 'win32')('takes the place of a link', async () => {
    const elsewhere = join(folder, 'elsewhere')
    writeFileSync(elsewhere, 'untouched')
    symlinkSync(elsewhere, path)
    await write(path, 'text')
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched')
    expect(readFileSync(path, 'utf8')).toBe('text')
  })

  it('stays as it was when it cannot be written, with nothing beside it', async () => {
    await expect(write(join(folder, 'not/there'), 'text')).rejects.toThrow(/ENOENT/)
    // Its new name would be too long for what is in the way, but not for the file itself.
    const long = 'x'.repeat(238)
    mkdirSync(join(folder, long))
    await expect(write(join(folder, long), 'text')).rejects.toThrow(/ENAMETOOLONG/)
    expect(readdirSync(folder)).toEqual([long])
  })

  it('takes the place of a folder, whose content is kept beside it', async () => {
    mkdirSync(path)
    writeFileSync(join(path, 'in it'), 'kept')
    chmodSync(path, 0o500)
    await write(path, 'text')
    expect(readFileSync(path, 'utf8')).toBe('text')
    const [, moved = '', ...more] = readdirSync(folder).sort()
    expect(more).toEqual([])
    expect(moved).toMatch(/^file\.json\.[0-9a-f]{12}\.moved$/)
    expect(readFileSync(join(folder, moved, 'in it'), 'utf8')).toBe('kept')
  })

  it('is whole, one or the other, when it is written twice at once', async () => {
    const texts = ['a'.repeat(100_000), 'b'.repeat(100_000)]
    await Promise.all(texts.map((text) => write(path, text)))
    expect(texts).toContain(readFileSync(path, 'utf8'))
    expect(readdirSync(folder)).toEqual(['file.json'])
  })
})

describe('a file that is read', () => {
  it('is undefined when there is none', () => {
    expect(readPrivateFile(path)).toBeUndefined()
  })

  it('is its text', async () => {
    await writePrivateFile(path, 'text')
    expect(readPrivateFile(path)).toBe('text')
  })

  it.skipIf(process.platform === 'win32')('is nothing but a plain file of ours', () => {
    const writeOpen = () => {
      writeFileSync(path, '')
      chmodSync(path, 0o666)
    }
    const put: [string, () => void][] = [
      ['a link', () => symlinkSync(__filename, path)],
      ['a folder', () => mkdirSync(path)],
      // Whoever opens one without a word waits until somebody writes to it.
      ['a pipe', () => execFileSync('mkfifo', [path])],
      ['too large', () => writeFileSync(path, 'x'.repeat(1024 * 1024 + 1), { mode: 0o600 })],
      ['a file that others may write', () => writeOpen()],
    ]
    for (const [what, make] of put) {
      make()
      expect(() => readPrivateFile(path), what).toThrow()
      rmSync(path, { recursive: true })
    }
    writeFileSync(path, '')
    expect(() => readPrivateFile(path, (ourUid() ?? 0) + 1)).toThrow('not a file of ours')
  })

  it.runIf(isRoot)('is not root’s when we are not root', () => {
    chmodSync(folder, 0o755)
    writeFileSync(path, 'text')
    expect(() => asOrdinaryUser(() => readPrivateFile(path))).toThrow('not a file of ours')
    expect(readPrivateFile(path)).toBe('text')
    expect(ordinaryUid()).not.toBe(0)
  })
})

describe.skipIf(process.platform === 'win32')('a file that is kept', () => {
  const inode = () => statSync(path).ino

  it('is left when it is as it should be', () => {
    keepPrivateFileSync(path, 'one', 0o700)
    const before = inode()
    keepPrivateFileSync(path, 'one', 0o700)
    expect(inode()).toBe(before)
  })

  it.each([0o777, 0o600])('is written again with its mode when that is %o', (mode) => {
    keepPrivateFileSync(path, 'one', 0o700)
    const before = inode()
    chmodSync(path, mode)
    keepPrivateFileSync(path, 'one', 0o700)
    expect(inode()).not.toBe(before)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  it('takes the place of a link to the same text', () => {
    const elsewhere = join(folder, 'elsewhere')
    writeFileSync(elsewhere, 'one', { mode: 0o600 })
    symlinkSync(elsewhere, path)
    keepPrivateFileSync(path, 'one')
    expect(inode()).not.toBe(statSync(elsewhere).ino)
  })
})
