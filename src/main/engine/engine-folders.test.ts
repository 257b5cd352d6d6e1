import {
  chmodSync,
  chownSync,
  existsSync,
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
import { closeEngineFolders, engineFolders } from './engine-folders'

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
  })
})

describe.skipIf(process.platform === 'win32')('of what the engine keeps, others can read', () => {
  it('no folder, whether it was there or not', () => {
    mkdirSync(data, { recursive: true })
    chmodSync(data, 0o755)
    close()
    const all = Object.values(engineFolders(folders.env, folders.project))
    expect(all.map(modeOf)).toEqual([0o700, 0o700, 0o700])
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

  it('what a link leads to as before', () => {
    const theirs = join(folders.home, 'theirs.db')
    put(theirs)
    const link = join(folders.home, 'link.db')
    symlinkSync(theirs, link)
    close({ OPENCODE_DB: link })
    expect(modeOf(theirs)).toBe(0o644)
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
