import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asOrdinaryUser, isRoot, ordinaryUid, STRANGER } from './testing/other-user'
import { makeTemporaryFolders, type TemporaryFolders } from './testing/temporary'
import { prepareUserData, requireProject } from './user-data'

let folders: TemporaryFolders
let file: string
beforeEach(() => {
  folders = makeTemporaryFolders()
  // Others may look in, so that what they may not is our doing.
  chmodSync(dirname(folders.home), 0o755)
  file = join(folders.project, 'file')
  writeFileSync(file, 'text')
})
afterEach(() => folders.remove())

const refusal = (more: string) =>
  expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(more) })

describe('the user-data directory', () => {
  it('is made, with all above it, for us alone', () => {
    const directory = join(folders.home, 'deep/down')
    prepareUserData(directory)
    expect(statSync(directory).isDirectory()).toBe(true)
    if (process.platform !== 'win32') expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('may be there already, with what is in it', () => {
    const kept = join(folders.userData, 'kept')
    writeFileSync(kept, '')
    prepareUserData(folders.userData)
    expect(existsSync(kept)).toBe(true)
  })

  it.each([
    ['a file', () => file],
    ['below a file', () => join(file, 'below')],
    ['no path at all', () => '\0'],
  ])('is refused with the remedy when it is %s', (_what, place) => {
    expect(() => prepareUserData(place())).toThrow(refusal('--user-data-dir'))
    expect(() => prepareUserData(place())).toThrow(refusal(place()))
  })

  it('is left with nothing more in it', () => {
    prepareUserData(folders.userData)
    expect(readdirSync(folders.userData)).toEqual([])
  })

  it.skipIf(process.platform === 'win32')('that was open is closed, with our folders in it', () => {
    for (const name of ['logs', 'engine', 'demo/data']) {
      mkdirSync(join(folders.userData, name), { recursive: true })
    }
    const all = ['.', 'logs', 'engine', 'demo', 'demo/data'].map((name) =>
      join(folders.userData, name),
    )
    for (const path of all) chmodSync(path, 0o755)
    prepareUserData(folders.userData)
    expect(all.map((path) => statSync(path).mode & 0o777)).toEqual(all.map(() => 0o700))
  })

  it.skipIf(process.platform === 'win32')(
    'with a colon in it is refused: PATH would end there',
    () => {
      const directory = join(folders.home, 'a:b')
      expect(() => prepareUserData(directory)).toThrow(refusal('":"'))
      expect(existsSync(directory)).toBe(false)
    },
  )

  it.skipIf(process.platform === 'win32')('that is read-only is refused with the reason', () => {
    chmodSync(folders.userData, 0o500)
    if (isRoot) chownSync(folders.userData, ordinaryUid(), ordinaryUid())
    expect(() => asOrdinaryUser(() => prepareUserData(folders.userData))).toThrow(
      refusal('cannot be written: permission denied'),
    )
  })

  // Only root can make what belongs to others.
  describe.runIf(isRoot)('of somebody else', () => {
    const theirs = (path: string) => {
      mkdirSync(path)
      chownSync(path, STRANGER, STRANGER)
    }
    const asked = () => asOrdinaryUser(() => prepareUserData(folders.userData))
    beforeEach(() => chownSync(folders.userData, ordinaryUid(), ordinaryUid()))

    it('is refused, and nothing in it is touched', () => {
      chownSync(folders.userData, STRANGER, STRANGER)
      chmodSync(folders.userData, 0o777)
      expect(asked).toThrow(refusal(`another user (uid ${STRANGER})`))
      expect(readdirSync(folders.userData)).toEqual([])
    })

    it.each(['engine', 'logs', 'demo', 'Preferences'])('or %s in it is refused', (name) => {
      theirs(join(folders.userData, name))
      expect(asked).toThrow(refusal(`${name} belongs to another user`))
    })

    it.each(['engine/opencode', 'engine/running.json', 'logs/main.log', 'demo/config'])(
      'or %s in a folder of ours is refused, be it a link',
      (name) => {
        const path = join(folders.userData, name)
        const [folder = ''] = name.split('/')
        mkdirSync(join(folders.userData, folder))
        chownSync(join(folders.userData, folder), ordinaryUid(), ordinaryUid())
        symlinkSync(file, path)
        lchownSync(path, STRANGER, STRANGER)
        expect(asked).toThrow(refusal(`${name} belongs to another user`))
        expect(readFileSync(file, 'utf8')).toBe('text')
      },
    )

    it('is refused to root as well, who is told how to go on', () => {
      expect(() => prepareUserData(folders.userData)).toThrow(refusal('without sudo'))
    })
  })

  it('is refused with the reason as the cause', () => {
    expect(() => prepareUserData(file)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'EEXIST' }) }),
    )
  })
})

describe('the project directory', () => {
  it('is accepted when it is there', () => {
    expect(() => requireProject(folders.project)).not.toThrow()
  })

  it('is refused when the engine would take its name for another', () => {
    expect(() => requireProject(join(folders.project, '%2e%2e'))).toThrow(/Rename the folder/)
  })

  it.each(['a%20b', ...(sep === '/' ? ['back\\slash'] : [])])(
    'is refused when a link leads to %j',
    (name) => {
      const [folder, link] = [join(folders.home, name), join(folders.home, 'link')]
      mkdirSync(folder)
      symlinkSync(folder, link)
      expect(() => requireProject(link)).toThrow(`The engine misreads the folder ${folder}`)
    },
  )

  it.each([
    ['missing', () => join(folders.project, 'missing')],
    ['a file', () => file],
    ['below a file', () => join(file, 'below')],
    ['no path at all', () => '\0'],
  ])('is refused with the remedy when it is %s', (_what, place) => {
    expect(() => requireProject(place())).toThrow(refusal('--project'))
    expect(() => requireProject(place())).toThrow(refusal(place()))
  })
})
