import { chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { isRoot } from '../testing/other-user'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { mendedTemporaryFolder } from './temporary-folder'

let folders: TemporaryFolders
let ours: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  ours = join(folders.userData, 'engine', 'temporary')
})
afterEach(() => folders.remove())

describe.skipIf(process.platform === 'win32')('the temporary folder', () => {
  it('is the person’s own when that can be used', () => {
    const log = recordLog()
    for (const env of [{ TMPDIR: folders.home }, { TEMP: folders.home }, { TMPDIR: '' }, {}]) {
      expect(mendedTemporaryFolder(env, ours, log)).toEqual({})
    }
    expect(existsSync(ours)).toBe(false)
    expect(log.lines).toEqual([])
  })

  it.each([
    ['missing', () => join(folders.home, 'missing')],
    ['a file', () => '/bin/sh'],
    ['no absolute path', () => '.'],
    // Also root cannot make files there.
    ['nowhere to write', () => '/proc/self'],
  ])('is one of ours when theirs is %s, and that is said', (_what, theirs) => {
    const log = recordLog()
    const env = { TMPDIR: theirs(), TEMP: '/other' }
    expect(mendedTemporaryFolder(env, ours, log)).toEqual({ TMPDIR: ours, TEMP: ours })
    expect(statSync(ours).mode & 0o777).toBe(0o700)
    expect(log.lines).toEqual([expect.stringContaining(ours)])
  })

  it('has the engine’s folder in it, made by us before anybody else can', () => {
    expect(mendedTemporaryFolder({ TMPDIR: folders.home }, ours, recordLog())).toEqual({})
    expect(statSync(join(folders.home, 'opencode')).mode & 0o777).toBe(0o700)
  })

  it.each<[string, (path: string) => void]>([
    ['a file', (path) => writeFileSync(path, '')],
    ['a link that leads nowhere', (path) => symlinkSync('/nowhere/at/all', path)],
  ])('is one of ours when the engine’s folder in theirs is %s', (_what, make) => {
    make(join(folders.home, 'opencode'))
    const log = recordLog()
    const env = { TMPDIR: folders.home }
    expect(mendedTemporaryFolder(env, ours, log)).toEqual({ TMPDIR: ours })
    expect(log.lines[0]).toContain('is not ours alone')
  })

  it.skipIf(!isRoot)('is one of ours when the engine’s folder in theirs is somebody else’s', () => {
    const folder = join(folders.home, 'opencode')
    mkdirSync(folder)
    chownSync(folder, 65_534, 65_534)
    const found = mendedTemporaryFolder({ TMPDIR: folders.home }, ours, recordLog())
    expect(found).toEqual({ TMPDIR: ours })
  })

  it('is left when ours cannot be made either', () => {
    writeFileSync(join(folders.userData, 'engine'), 'in the way')
    const log = recordLog()
    expect(mendedTemporaryFolder({ TMPDIR: '/nowhere' }, ours, log)).toEqual({})
    expect(log.lines[0]).toMatch(/^warn: Neither \/nowhere nor/)
  })
})
