import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ourUid } from './owners'
import { makePrivateFolder, requireOwnedEntries, requirePrivateFile } from './private-folder'
import { ALONE, asOrdinaryUser, asUser, isRoot, ordinaryUid, STRANGER } from './testing/other-user'

let root: string
let folder: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-private-')))
  folder = join(root, 'folder')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const modeOf = (path: string) => statSync(path).mode & 0o777
const refusal = (...parts: string[]) =>
  expect.objectContaining({
    code: 'invalid_input',
    message: expect.stringMatching(new RegExp(`${parts.join('.*')}.*--user-data-dir`)),
  })
/** Whoever is not us; as root that can be somebody else in earnest. */
const somebodyElse = () => (ourUid() ?? 0) + 1
const make = (mode: number) => {
  mkdirSync(folder)
  chmodSync(folder, mode)
}

describe.skipIf(process.platform === 'win32')('a private folder', () => {
  it('is made, with all above it, for us alone', () => {
    const deep = join(folder, 'deep/down')
    makePrivateFolder(deep)
    expect([deep, join(folder, 'deep'), folder].map(modeOf)).toEqual([0o700, 0o700, 0o700])
  })

  it.each([0o755, 0o777, 0o770, 0o704, 0o2775])('of ours is closed to others (mode %o)', (mode) => {
    make(mode)
    makePrivateFolder(folder)
    expect(modeOf(folder)).toBe(0o700)
  })

  it('keeps what is in it', () => {
    make(0o755)
    writeFileSync(join(folder, 'kept'), '')
    makePrivateFolder(folder)
    expect(readdirSync(folder)).toEqual(['kept'])
  })

  it('that is somebody else’s is refused, and stays as it is', () => {
    make(0o755)
    expect(() => makePrivateFolder(folder, somebodyElse())).toThrow(refusal('belongs to'))
    expect(modeOf(folder)).toBe(0o755)
  })

  it('may be in a folder where everybody adds but only owners replace', () => {
    chmodSync(root, 0o1777)
    makePrivateFolder(folder)
    expect(modeOf(folder)).toBe(0o700)
  })

  it('is not made where everybody may put another in its place', () => {
    chmodSync(root, 0o777)
    const above = refusal('replaced by other users', 'everybody may write in', `chmod go-w ${root}`)
    expect(() => makePrivateFolder(join(folder, 'deep'))).toThrow(above)
    expect(existsSync(folder)).toBe(false)
  })

  it('names what is to be closed in a way that a shell takes', () => {
    const odd = join(root, "it's odd")
    mkdirSync(odd)
    chmodSync(odd, 0o777)
    expect(() => makePrivateFolder(join(odd, 'x'))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`chmod go-w '${root}/it'\\''s odd')`),
      }),
    )
  })

  it('may be reached by a link of ours', () => {
    make(0o755)
    const link = join(root, 'link')
    symlinkSync('folder', link)
    makePrivateFolder(join(link, 'below'))
    expect(modeOf(join(folder, 'below'))).toBe(0o700)
    makePrivateFolder(link)
    expect(modeOf(folder)).toBe(0o700)
  })

  it('is refused where a link leads to what others can replace', () => {
    const open = join(root, 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    symlinkSync(open, folder)
    expect(() => makePrivateFolder(join(folder, 'x'))).toThrow(refusal('replaced', 'open'))
    expect(readdirSync(open)).toEqual([])
  })

  it('is refused at links without end, with the reason', () => {
    symlinkSync(folder, folder)
    expect(() => makePrivateFolder(folder)).toThrow(refusal('too many links'))
  })

  it.each(['file', 'link'])('that is a %s is left to the file system to refuse', (kind) => {
    const file = join(root, 'file')
    writeFileSync(file, '', { mode: 0o644 })
    if (kind === 'file') folder = file
    else symlinkSync(file, folder)
    expect(() => makePrivateFolder(folder)).toThrow(expect.objectContaining({ code: 'EEXIST' }))
    expect(modeOf(file)).toBe(0o644)
  })

  it('has nobody else’s entries', () => {
    make(0o700)
    requireOwnedEntries(folder)
    writeFileSync(join(folder, 'entry'), '')
    requireOwnedEntries(folder)
    expect(() => requireOwnedEntries(folder, somebodyElse())).toThrow(refusal('entry belongs to'))
  })
})

describe.skipIf(process.platform === 'win32')('a private file', () => {
  const path = () => join(root, 'file')

  it('may be missing', () => {
    expect(() => requirePrivateFile(path())).not.toThrow()
  })

  it('is closed to others', () => {
    writeFileSync(path(), 'text', { mode: 0o644 })
    requirePrivateFile(path())
    expect(modeOf(path())).toBe(0o600)
  })

  it('is no link, no folder, and has no other name', () => {
    const other = join(root, 'other')
    writeFileSync(other, '', { mode: 0o644 })
    const ways = [
      () => symlinkSync(other, path()),
      () => symlinkSync(join(root, 'nothing'), path()),
      () => mkdirSync(path()),
      () => linkSync(other, path()),
    ]
    for (const put of ways) {
      put()
      expect(() => requirePrivateFile(path())).toThrow(refusal('no plain file', 'Remove it'))
      rmSync(path(), { recursive: true })
    }
    expect(modeOf(other)).toBe(0o644)
  })

  it('is not somebody else’s', () => {
    writeFileSync(path(), '')
    expect(() => requirePrivateFile(path(), somebodyElse())).toThrow(refusal('belongs to'))
  })
})

// Only root can make what belongs to others; the functions' own rule is tested above by anybody.
describe.runIf(isRoot)('among other users', () => {
  /** A folder of the ordinary user, in whose place the tests work. */
  beforeEach(() => {
    chownSync(root, ordinaryUid(), ordinaryUid())
  })
  const give = (path: string, uid: number) => {
    mkdirSync(path)
    chownSync(path, uid, uid)
  }
  const asked = (path: string) => () => asOrdinaryUser(() => makePrivateFolder(path))

  it('a folder of ours is made and used', () => {
    asked(join(folder, 'deep'))()
    asked(join(folder, 'deep'))()
    expect(statSync(join(folder, 'deep')).uid).toBe(ordinaryUid())
  })

  it('a stranger’s folder is refused at any place of the path', () => {
    give(folder, STRANGER)
    chmodSync(folder, 0o777)
    const whose = refusal('folder belongs to another user', String(STRANGER))
    expect(asked(folder)).toThrow(whose)
    expect(asked(join(folder, 'deep/down'))).toThrow(whose)
    expect(readdirSync(folder)).toEqual([])
  })

  it('a stranger’s link in /tmp is not followed, wherever it leads, and nothing is made there', () => {
    chmodSync(root, 0o1777)
    const ours = join(root, 'ours')
    give(ours, ordinaryUid())
    symlinkSync(ours, folder)
    lchownSync(folder, STRANGER, STRANGER)
    expect(asked(folder)).toThrow(refusal('folder belongs to another user'))
    expect(asked(join(folder, 'deep'))).toThrow(refusal('folder belongs to another user'))
    expect(readdirSync(ours)).toEqual([])
  })

  it('root’s folders lead to ours, but are none', () => {
    give(folder, 0)
    const ours = join(folder, 'ours')
    give(ours, ordinaryUid())
    asked(ours)()
    expect(asked(folder)).toThrow(refusal('belongs to root'))
  })

  it('root uses nobody else’s folder, and is told how', () => {
    expect(() => makePrivateFolder(folder)).toThrow(refusal('runs as root', 'without sudo'))
    give(folder, ordinaryUid())
    expect(() => makePrivateFolder(folder)).toThrow(refusal('runs as root', 'without sudo'))
  })

  it('a group of others may not write above, the system’s and our own may, if we are alone in it', () => {
    chmodSync(root, 0o770)
    for (const gid of [0, ALONE]) {
      chownSync(root, ALONE, gid)
      asUser(ALONE, () => makePrivateFolder(join(root, `for ${gid}`)))
    }
    chownSync(root, ALONE, STRANGER)
    const ask = () => asUser(ALONE, () => makePrivateFolder(join(root, 'refused')))
    expect(ask).toThrow(refusal('its group', String(STRANGER)))
  })

  it('what may be a stranger’s as well as the system’s is the system’s where nobody else can add', () => {
    const unknown = STRANGER
    const ask = (path: string) => () =>
      asOrdinaryUser(() => makePrivateFolder(path, ordinaryUid(), unknown))
    const ours = join(root, 'ours')
    give(ours, ordinaryUid())
    give(folder, unknown)
    give(join(folder, 'ours'), ordinaryUid())
    const link = join(root, 'link')
    symlinkSync(ours, link)
    lchownSync(link, unknown, unknown)
    for (const path of [join(folder, 'ours'), link]) ask(path)()
    chmodSync(root, 0o1777)
    for (const path of [join(folder, 'ours'), link]) {
      expect(ask(path)).toThrow(refusal('belongs to another user'))
    }
    // Then each folder would seem to be ours.
    const nobody = () => makePrivateFolder(join(ours, 'x'), unknown, unknown)
    expect(nobody).toThrow(/no number of your own/)
  })

  it('what a stranger left in a folder of ours that was open is found, at any depth, each time', () => {
    give(folder, ordinaryUid())
    give(join(folder, 'deep'), ordinaryUid())
    chmodSync(folder, 0o777)
    give(join(folder, 'deep/theirs'), STRANGER)
    for (const _time of [1, 2]) {
      expect(asked(folder)).toThrow(refusal('deep/theirs belongs to another user'))
    }
    rmSync(join(folder, 'deep/theirs'), { recursive: true })
    asked(folder)()
    expect(modeOf(folder)).toBe(0o700)
  })

  it('a folder that cannot be looked into is the file system’s to refuse', () => {
    give(folder, ordinaryUid())
    chmodSync(folder, 0o000)
    expect(asked(join(folder, 'x'))).toThrow(expect.objectContaining({ code: 'EACCES' }))
  })
})
