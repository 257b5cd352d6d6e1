import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eachTemporary } from '../testing/each-temporary'
import { asOrdinaryUser, isRoot, ordinaryUid } from '../testing/other-user'
import { prepareLauncher } from './launcher'

const folders = eachTemporary({ isOpen: true })

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  const BINARY = '/opt/engine/bin/opencode'
  const prepare = (directory: string) => prepareLauncher(BINARY, directory, '/usr/bin')

  it('is what the name opencode means first, and tells the engine’s own path and PATH apart', () => {
    const directory = join(folders().userData, 'engine')
    expect(prepare(directory)).toMatchObject({
      PATH: `${directory}${delimiter}/usr/bin`,
      WHEELHOUSE_LAUNCH_BINARY: BINARY,
      WHEELHOUSE_LAUNCH_PATH: '/usr/bin',
    })
  })

  it('is a file that only we may read, change and execute, with nothing beside it', () => {
    const directory = join(folders().userData, 'deep/engine')
    prepare(directory)
    prepare(directory)
    expect(readdirSync(directory)).toEqual(['opencode'])
    expect(statSync(join(directory, 'opencode')).mode & 0o777).toBe(0o700)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('is written anew only when it is not there as it has to be', () => {
    const directory = join(folders().userData, 'engine')
    const path = join(directory, 'opencode')
    prepare(directory)
    const text = readFileSync(path, 'utf8')
    const { ino } = statSync(path)
    prepare(directory)
    expect(statSync(path).ino).toBe(ino)

    const elsewhere = join(folders().home, 'elsewhere')
    writeFileSync(elsewhere, text, { mode: 0o700 })
    const spoilt: [string, () => void][] = [
      ['other text', () => writeFileSync(path, `${text}# more`)],
      ['not to be run', () => chmodSync(path, 0o600)],
      ['writable by others', () => chmodSync(path, 0o777)],
      ['a link', () => symlinkSync(elsewhere, path)],
      ['gone', () => rmSync(path)],
    ]
    for (const [what, spoil] of spoilt) {
      if (what === 'a link') rmSync(path)
      spoil()
      prepare(directory)
      expect(lstatSync(path).isFile(), what).toBe(true)
      expect(statSync(path).mode & 0o777, what).toBe(0o700)
      expect(readFileSync(path, 'utf8'), what).toBe(text)
    }
    expect(readdirSync(directory)).toEqual(['opencode'])
  })

  it('is used as it is where nothing can be written any more', () => {
    const directory = join(folders().userData, 'engine')
    mkdirSync(directory)
    if (isRoot)
      for (const each of [folders().userData, directory]) chownSync(each, ordinaryUid(), 0)
    asOrdinaryUser(() => {
      prepare(directory)
      chmodSync(directory, 0o500)
      expect(prepare(directory).WHEELHOUSE_LAUNCH_BINARY).toBe(BINARY)
      chmodSync(directory, 0o700)
      writeFileSync(join(directory, 'opencode'), 'other text')
      chmodSync(directory, 0o500)
      expect(() => prepare(directory)).toThrow(
        /launcher could not be written .*: permission denied/,
      )
      chmodSync(directory, 0o700)
    })
  })

  it('is not put into a folder that others can replace', () => {
    chmodSync(folders().userData, 0o777)
    expect(() => prepare(join(folders().userData, 'engine'))).toThrow(
      expect.objectContaining({
        code: 'engine_unavailable',
        message: expect.stringContaining('could be replaced by other users'),
      }),
    )
    expect(readdirSync(folders().userData)).toEqual([])
  })

  it('that cannot be written is refused with the place', () => {
    const inTheWay = join(folders().userData, 'file')
    writeFileSync(inTheWay, '')
    expect(() => prepare(join(inTheWay, 'engine'))).toThrow(
      expect.objectContaining({
        code: 'engine_unavailable',
        message: expect.stringContaining(inTheWay),
      }),
    )
  })
})
