import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { isRoot, STRANGER } from '../testing/other-user'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { closeEngineFolders, engineFolders, requireEngineFolders } from './engine-folders'

let folders: TemporaryFolders
let log: ReturnType<typeof recordLog>
let data: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  log = recordLog()
  data = engineFolders(folders.env, folders.project).data
})
afterEach(() => folders.remove())

const close = (more: Record<string, string> = {}) =>
  closeEngineFolders({ ...folders.env, ...more }, folders.project, log)
const modeOf = (path: string) => statSync(path).mode & 0o777
const put = (path: string, mode = 0o644) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'text')
  chmodSync(path, mode)
}

it('the engine’s folders are by its own directory where they are not absolute', () => {
  const env = { HOME: '/home/ada', XDG_DATA_HOME: 'data', XDG_STATE_HOME: '../state' }
  expect(engineFolders(env, '/work/project')).toEqual({
    data: '/work/project/data/opencode',
    state: '/work/state/opencode',
    config: '/home/ada/.config/opencode',
    cache: '/home/ada/.cache/opencode',
  })
})

describe.skipIf(process.platform === 'win32')('of what the engine keeps, others can read', () => {
  it('no folder, whether it was there or not', () => {
    mkdirSync(data, { recursive: true })
    chmodSync(data, 0o755)
    close()
    const all = Object.values(engineFolders(folders.env, folders.project))
    expect(all.map(modeOf)).toEqual([0o700, 0o700, 0o700, 0o700])
    expect(readdirSync(data)).toEqual([])
    close({ XDG_DATA_HOME: 'data' })
    expect(modeOf(join(folders.project, 'data/opencode'))).toBe(0o700)
  })

  it.each(['absolute', 'relative'])('no database that is elsewhere, by an %s path', (kind) => {
    const database = join(folders.home, 'else/where.db')
    const files = ['', '-wal', '-shm'].map((suffix) => database + suffix)
    for (const file of files) put(file)
    put(join(folders.home, 'else/neighbour'))
    chmodSync(dirname(database), 0o755)
    close({ OPENCODE_DB: kind === 'absolute' ? database : relative(data, database) })
    expect(files.map(modeOf)).toEqual([0o600, 0o600, 0o600])
    // The folder is the person's, and whatever else is in it.
    expect(modeOf(dirname(database))).toBe(0o755)
    expect(modeOf(join(folders.home, 'else/neighbour'))).toBe(0o644)
    expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([])
  })

  it('no database that is new, from its beginning', () => {
    const database = join(folders.home, 'else/where.db')
    close({ OPENCODE_DB: database })
    expect(existsSync(dirname(database)), 'the engine makes no folder for it either').toBe(false)
    mkdirSync(dirname(database))
    chmodSync(dirname(database), 0o755)
    close({ OPENCODE_DB: database })
    expect(modeOf(database)).toBe(0o600)
    close({ OPENCODE_DB: ':memory:' })
    expect(readdirSync(folders.project)).toEqual([])
    expect(readdirSync(data)).toEqual([])
  })

  it('nothing of ours that a link of ours leads to, be it a folder, one above it or the database', () => {
    const disk = join(folders.home, 'disk')
    for (const name of ['data', 'share/opencode']) mkdirSync(join(disk, name), { recursive: true })
    for (const name of ['data', 'share/opencode', 'share']) chmodSync(join(disk, name), 0o755)
    mkdirSync(dirname(data), { recursive: true })
    symlinkSync('../../disk/data', data)
    const files = ['', '-wal', '-shm'].map((suffix) => join(disk, `real.db${suffix}`))
    for (const file of files) put(file)
    symlinkSync(join(disk, 'real.db'), join(disk, 'data/opencode.db'))
    symlinkSync(join(disk, 'share'), join(folders.home, 'state'))
    close({ XDG_STATE_HOME: join(folders.home, 'state') })
    expect(modeOf(join(disk, 'data'))).toBe(0o700)
    expect(modeOf(join(disk, 'share/opencode'))).toBe(0o700)
    expect(modeOf(join(disk, 'share'))).toBe(0o755)
    expect(files.map(modeOf)).toEqual([0o600, 0o600, 0o600])
  })

  it.runIf(isRoot)('what a stranger’s link leads to as before', () => {
    const ours = join(folders.home, 'ours')
    mkdirSync(ours)
    chmodSync(ours, 0o755)
    mkdirSync(dirname(data), { recursive: true })
    symlinkSync(ours, data)
    lchownSync(data, STRANGER, STRANGER)
    close()
    expect(modeOf(ours)).toBe(0o755)
  })

  it.runIf(isRoot)('what is somebody else’s as before, which is said', () => {
    const theirs = join(folders.home, 'theirs.db')
    put(theirs)
    chownSync(theirs, STRANGER, STRANGER)
    close({ OPENCODE_DB: theirs })
    expect(modeOf(theirs)).toBe(0o644)
    const warned = log.lines.filter((line) => line.startsWith('warn'))
    expect(warned).toEqual([expect.stringMatching(/theirs\.db could not be closed .*another user/)])
  })
})

describe.skipIf(process.platform === 'win32')('the engine is not started', () => {
  const ask = (more: Record<string, string> = {}) => {
    close(more)
    requireEngineFolders({ ...folders.env, ...more }, folders.project)
  }
  const refusal = (...parts: string[]) =>
    expect.objectContaining({
      code: 'invalid_input',
      message: expect.stringMatching(new RegExp(parts.join('.*'))),
    })

  it('unless what it runs is in folders of ours alone, which a link may lead to', () => {
    mkdirSync(join(folders.home, 'dot/opencode/plugin'), { recursive: true })
    symlinkSync('dot', join(folders.home, 'linked'))
    expect(() => ask()).not.toThrow()
    expect(() => ask({ XDG_CONFIG_HOME: join(folders.home, 'linked') })).not.toThrow()
  })

  it('where everybody may put another folder in the place of one', () => {
    const open = join(folders.home, 'open')
    mkdirSync(join(open, 'opencode'), { recursive: true })
    chmodSync(open, 0o777)
    for (const name of ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME']) {
      expect(() => ask({ [name]: open })).toThrow(refusal('replaced', 'everybody', 'chmod go-w'))
    }
  })

  it('with a configuration, a plugin or a named file that everybody may write in', () => {
    const { config } = engineFolders(folders.env, folders.project)
    for (const path of [join(config, 'opencode.json'), join(config, 'plugin/x.js')]) {
      put(path, 0o666)
      expect(() => ask()).toThrow(refusal(`${path} can be written by other users`, 'everybody'))
      chmodSync(path, 0o644)
    }
    put(join(folders.home, 'named.json'), 0o666)
    expect(() => ask({ OPENCODE_CONFIG: join(folders.home, 'named.json') })).toThrow(
      refusal('named.json can be written'),
    )
    put(join(folders.home, '.opencode/tool/x.js'), 0o666)
    expect(() => ask()).toThrow(refusal('tool/x.js can be written'))
  })

  it.runIf(isRoot)('with a stranger’s configuration folder', () => {
    const theirs = join(folders.home, 'theirs/opencode')
    mkdirSync(theirs, { recursive: true })
    chmodSync(dirname(theirs), 0o1777)
    chownSync(theirs, STRANGER, STRANGER)
    expect(() => ask({ XDG_CONFIG_HOME: dirname(theirs) })).toThrow(
      refusal('theirs/opencode belongs to another user', String(STRANGER), 'XDG_CONFIG_HOME'),
    )
  })
})
