import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeTemporaryFolders, type TemporaryFolders } from '../testing/temporary'
import { trueNames } from './true-names'

let folders: TemporaryFolders
beforeEach(() => {
  folders = makeTemporaryFolders()
})
afterEach(() => folders.remove())

const shown = (path: string) => path.replaceAll('\\', '/')

it.skipIf(process.platform === 'win32')('are those that the files have', async () => {
  const name = fc
    .array(fc.constantFrom('a', 'b', '\\', '.x'), { minLength: 1, maxLength: 5 })
    .map((pieces) => pieces.join(''))
    // Of backslashes alone it looks like no name.
    .filter((it) => /[^\\]/.test(it))
  const paths = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
  let at = 0
  await fc.assert(
    fc.asyncProperty(paths, async (path) => {
      // One file in each folder: two of the same look are one to the finder.
      at += 1
      const root = join(folders.project, `${at}`)
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), '')
      expect(await trueNames(root, [shown(path)])).toEqual([path])
    }),
  )
})

it.skipIf(process.platform === 'win32')(
  'are told of folders, and left of what is gone',
  async () => {
    mkdirSync(join(folders.project, 'a\\b', 'c'), { recursive: true })
    const asked = ['a/b/', 'a/b/c/', 'a/gone', 'gone']
    expect(await trueNames(folders.project, asked)).toEqual(['a\\b/', 'a\\b/c/', 'a/gone', 'gone'])
  },
)
