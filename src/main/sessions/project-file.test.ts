import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../../shared/errors'
import { makeTemporaryFolders } from '../testing/temporary'
import { findProjectFile } from './project-file'

const { home, project, remove } = makeTemporaryFolders()
const MIB = 1024 * 1024

beforeAll(() => {
  mkdirSync(join(project, 'sub', 'deep'), { recursive: true })
  writeFileSync(join(project, 'sub', 'a ü#%.txt'), 'a')
  writeFileSync(join(project, '..b'), 'b')
  writeFileSync(join(project, 'limit'), '')
  truncateSync(join(project, 'limit'), 5 * MIB)
  writeFileSync(join(project, 'large'), '')
  truncateSync(join(project, 'large'), 5 * MIB + 1)
  writeFileSync(join(home, 'secret'), 'x')
  symlinkSync(join(home, 'secret'), join(project, 'out'))
  symlinkSync(home, join(project, 'home'))
  symlinkSync(join('sub', 'a ü#%.txt'), join(project, 'in'))
  symlinkSync('loop', join(project, 'loop'))
  symlinkSync('nowhere', join(project, 'dangling'))
  symlinkSync(project, join(home, 'linked'))
})
afterAll(remove)

test.each([
  ['sub/a ü#%.txt', 'sub/a ü#%.txt'],
  ['./sub//a ü#%.txt', 'sub/a ü#%.txt'],
  ['in', 'sub/a ü#%.txt'],
  ['..b', '..b'],
  ['limit', 'limit'],
])('%s is %s', async (path, file) => {
  expect(await findProjectFile(project, path)).toBe(file)
  expect(await findProjectFile(join(home, 'linked'), path)).toBe(file)
})

test.each([
  ['/etc/passwd', 'invalid_input'],
  ['..', 'invalid_input'],
  ['sub/../in', 'invalid_input'],
  ['../home/secret', 'invalid_input'],
  ['sub\\a', 'invalid_input'],
  ['..\\secret', 'invalid_input'],
  ['in\0', 'invalid_input'],
  ['out', 'invalid_input'],
  ['home/secret', 'invalid_input'],
  ['home', 'invalid_input'],
  ['sub', 'invalid_input'],
  ['.', 'invalid_input'],
  ['missing', 'not_found'],
  ['in/below', 'not_found'],
  ['in/', 'not_found'],
  ['loop', 'not_found'],
  ['dangling', 'not_found'],
  ['x'.repeat(4096), 'not_found'],
  ['large', 'too_large'],
])('%j is refused: %s', async (path, code) => {
  const refused = await findProjectFile(project, path).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'AppError', code })
  expect((refused as AppError).message).not.toContain(home)
})

test.skipIf(process.platform === 'win32')('a pipe is refused, not waited for', async () => {
  execFileSync('mkfifo', [join(project, 'pipe')])
  await expect(findProjectFile(project, 'pipe')).rejects.toMatchObject({ code: 'invalid_input' })
  rmSync(join(project, 'pipe'))
})

test('whatever the path: a file of the project, or an AppError', async () => {
  const piece = fc.constantFrom('..', '.', '/', '\\', '\0', 'sub', 'home', 'out', 'in', 'a ü#%.txt')
  const path = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(path, fc.constantFrom('', '/'), async (pieces, joiner) => {
      const found = await findProjectFile(project, pieces.join(joiner)).catch((error) => error)
      if (found instanceof AppError) return
      expect(['sub/a ü#%.txt', '..b', 'limit']).toContain(found)
    }),
    { numRuns: 500 },
  )
})
