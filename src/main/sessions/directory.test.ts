import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { requireDirectory, requireWorkable } from './directory'

let folders: TemporaryFolders
beforeEach(() => {
  folders = makeTemporaryFolders()
})
afterEach(() => folders.remove())

/** A folder of this name and a link to it. */
function make(name: string) {
  const [folder, link] = [join(folders.home, name), join(folders.home, 'link')]
  mkdirSync(folder)
  symlinkSync(folder, link)
  return { folder, link }
}

it('a folder that is there is taken, by a link too', async () => {
  const { folder, link } = make('100% ü')
  for (const directory of [folder, link]) {
    expect(await requireDirectory(directory)).toBe(directory)
    expect(await requireWorkable(directory)).toBe(directory)
  }
})

it('one that the engine reads but would not work in is looked at only', async () => {
  const { folder, link } = make('a%20b')
  for (const directory of [folder, link]) {
    expect(await requireDirectory(directory)).toBe(directory)
    await expect(requireWorkable(directory)).rejects.toThrow(`misreads the folder ${folder}:`)
  }
})

it.skipIf(process.platform === 'win32')(
  'one that cannot be named to the engine is refused',
  async () => {
    const { folder, link } = make('back\\slash')
    for (const directory of [folder, link]) {
      await expect(requireDirectory(directory)).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining(`misreads the folder ${folder}:`),
        details: [{ path: 'directory', message: 'has a backslash in its name' }],
      })
    }
  },
)
