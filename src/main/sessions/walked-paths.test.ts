import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { eachTemporary } from '../testing/each-temporary'
import { isInRepository, walkedPaths } from './walked-paths'

const temporary = eachTemporary()

function fill(...paths: string[]): string {
  const { project } = temporary()
  for (const path of paths) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), '')
  }
  return project
}

it('is in a repository where there is one here or above, a work tree’s too', () => {
  const project = fill('sub/a', 'tree/.git', 'tree/sub/a')
  expect(isInRepository(join(project, 'tree', 'sub'))).toBe(true)
  expect(isInRepository(join(project, 'sub'))).toBe(false)
  mkdirSync(join(project, '.git'))
  expect(isInRepository(join(project, 'sub'))).toBe(true)
})

it('lists pictures, documents and dot files, the nearest first', async () => {
  const project = fill('sub/.github/ci.yml', 'sub/photo.png', '.env', 'Report (1).pdf')
  const found = await walkedPaths(project)
  expect(found.toSorted()).toEqual(
    [
      '.env',
      'Report (1).pdf',
      'sub/',
      'sub/.github/',
      'sub/.github/ci.yml',
      'sub/photo.png',
    ].sort(),
  )
  expect(found.at(-1)).toBe('sub/.github/ci.yml')
})

it('leaves out what git and npm keep, and follows no link, also not to where it came from', async () => {
  const project = fill('a', '.git/config', 'node_modules/b/c', 'sub/.git/d', 'sub/node_modules/e')
  symlinkSync(project, join(project, 'sub', 'round'), 'junction')
  symlinkSync(join(project, 'a'), join(project, 'link'))
  expect((await walkedPaths(project)).toSorted()).toEqual(['a', 'sub/'])
})

it('ends at so many entries', async () => {
  const project = fill('a', 'b', 'c', 'sub/d', 'sub/e')
  expect(await walkedPaths(project, 3)).toHaveLength(3)
  const five = await walkedPaths(project, 5)
  expect(five).toHaveLength(5)
  expect(five.slice(0, 4).toSorted()).toEqual(['a', 'b', 'c', 'sub/'])
})

it('goes on where a folder is not there or cannot be read', async () => {
  const project = fill('shut/a', 'b')
  chmodSync(join(project, 'shut'), 0)
  expect(await walkedPaths(project)).toEqual(expect.arrayContaining(['b', 'shut/']))
  chmodSync(join(project, 'shut'), 0o700)
  expect(await walkedPaths(join(project, 'missing'))).toEqual([])
})
