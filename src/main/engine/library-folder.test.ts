import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { LibraryFolder } from './library-folder'

let folders: TemporaryFolders
let path: string
let log: ReturnType<typeof recordLog>
let libraries: LibraryFolder

beforeEach(() => {
  folders = makeTemporaryFolders()
  path = join(folders.userData, 'engine', 'libraries')
  log = recordLog()
  libraries = new LibraryFolder(path, log)
})
afterEach(() => folders.remove())

const UNPACKED = [
  '.bcfbdf7ff7b7bbec-00000000.so',
  '.5effdeffbdb3df5f-00000001.node',
  '.feeadf6b5b7bffff-0000000a.dylib',
  '.0123456789abcdef-00000002.dll',
]
const OTHERS = [
  'bcfbdf7ff7b7bbec-00000000.so',
  '.bcfbdf7ff7b7bbec-00000000.so.1',
  '.bcfbdf7ff7b7bbec-00000000.js',
  '.bcfbdf7ff7b7bbe-00000000.so',
  '.BCFBDF7FF7B7BBEC-00000000.so',
  '.bcfbdf7ff7b7bbec.so',
  'a.bcfbdf7ff7b7bbec-00000000.so',
  'libfff.so',
]
const write = (names: string[], folder = path) => {
  mkdirSync(folder, { recursive: true })
  for (const name of names) writeFileSync(join(folder, name), '')
}

it('is made for us alone, and the engine is told of it', () => {
  expect(libraries.prepare(undefined).env).toEqual({ BUN_TMPDIR: path })
  expect(readdirSync(path)).toEqual([])
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(log.lines).toEqual([])
})

it('loses before a start and after an end what an engine unpacked, and nothing else', () => {
  write([...UNPACKED, ...OTHERS])
  mkdirSync(join(path, '.aaaaaaaaaaaaaaaa-00000000.so'))
  const kept = [...OTHERS, '.aaaaaaaaaaaaaaaa-00000000.so'].sort()
  const use = libraries.prepare(undefined)
  expect(readdirSync(path).sort()).toEqual(kept)
  write(UNPACKED)
  use.ended()
  expect(readdirSync(path).sort()).toEqual(kept)
  expect(log.lines).toEqual([])
})

it('gives way to the folder that the person has set, and removes nothing anywhere', () => {
  const theirs = join(folders.home, 'theirs')
  write(UNPACKED, theirs)
  write(UNPACKED)
  const use = libraries.prepare(theirs)
  use.ended()
  expect(use.env).toEqual({})
  expect(readdirSync(theirs).sort()).toEqual([...UNPACKED].sort())
  expect(readdirSync(path).sort()).toEqual([...UNPACKED].sort())
})

it('that an empty setting names is none of theirs', () => {
  expect(libraries.prepare('').env).toEqual({ BUN_TMPDIR: path })
})

it('that cannot be made keeps no engine from starting, and is a warning once', () => {
  write(['engine'], dirname(dirname(path)))
  for (const _ of ['start', 'restart']) {
    const use = libraries.prepare(undefined)
    expect(use.env).toEqual({})
    use.ended()
  }
  expect(log.lines).toEqual([
    expect.stringMatching(/^warn: The engine cannot use .*ENOTDIR/s),
    expect.stringMatching(/^debug: The engine cannot use .*ENOTDIR/s),
  ])
})

it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'that cannot be written to is not named: the engine would find no files',
  () => {
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o500)
    expect(libraries.prepare(undefined).env).toEqual({})
    expect(log.lines).toEqual([expect.stringMatching(/^warn: The engine cannot use .*EACCES/s)])
  },
)

it('that is gone when the engine has ended is made again for the next one', () => {
  const use = libraries.prepare(undefined)
  rmSync(path, { recursive: true })
  use.ended()
  expect(log.lines).toEqual([expect.stringMatching(/^warn: What the engine left in .*ENOENT/s)])
  expect(libraries.prepare(undefined).env).toEqual({ BUN_TMPDIR: path })
  expect(readdirSync(path)).toEqual([])
})
