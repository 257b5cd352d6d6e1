import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../../shared/errors'
import { makeTemporaryFolders } from '../testing/temporary'
import { readProjectFile } from './project-file'

const { home, project, remove } = makeTemporaryFolders()
const MIB = 1024 * 1024

beforeAll(() => {
  mkdirSync(join(project, 'sub', 'deep'), { recursive: true })
  writeFileSync(join(project, 'sub', 'a ü#%.txt'), ' a\n')
  writeFileSync(join(project, 'bom.txt'), '\ufeffb')
  writeFileSync(join(project, '..b'), 'b')
  mkdirSync(join(project, 'sizes'))
  writeFileSync(join(project, 'sizes', 'limit'), 'x'.repeat(5 * MIB))
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
  ['sub/a ü#%.txt', ' a\n'],
  ['./sub//a ü#%.txt', ' a\n'],
  ['in', ' a\n'],
  ['..b', 'b'],
  ['bom.txt', '\ufeffb'],
])('%s is read exactly: %j', async (path, content) => {
  expect(await readProjectFile(project, path)).toEqual({ type: 'text', content })
  expect(await readProjectFile(join(home, 'linked'), path)).toEqual({ type: 'text', content })
})

test.skipIf(sep !== '/')('a backslash in a name is a character of it', async () => {
  writeFileSync(join(project, 'back\\slash.txt'), 'x')
  const file = await readProjectFile(project, 'back\\slash.txt')
  expect(file).toEqual({ type: 'text', content: 'x' })
})

test.each([
  ['blob.png', [0x89, 0, 1], 'image/png'],
  ['nul.txt', [0x61, 0, 0x62], 'text/plain'],
  ['latin', [0x63, 0xe9], 'application/octet-stream'],
])('%s is no text, and comes as base64', async (name, bytes, mimeType) => {
  writeFileSync(join(project, name), Buffer.from(bytes))
  expect(await readProjectFile(project, name)).toEqual({
    type: 'binary',
    content: Buffer.from(bytes).toString('base64'),
    encoding: 'base64',
    mimeType,
  })
})

test.each([
  ['/etc/passwd', 'invalid_input'],
  ['..', 'invalid_input'],
  ['sub/../in', 'invalid_input'],
  ['../home/secret', 'invalid_input'],
  ['sub\\a ü#%.txt', sep === '/' ? 'not_found' : 'invalid_input'],
  ['..\\secret', sep === '/' ? 'not_found' : 'invalid_input'],
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
  const refused = await readProjectFile(project, path).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'AppError', code })
  expect((refused as AppError).message).not.toContain(home)
})

test.skipIf(process.platform === 'win32')('a pipe is refused, not waited for', async () => {
  execFileSync('mkfifo', [join(project, 'pipe')])
  await expect(readProjectFile(project, 'pipe')).rejects.toMatchObject({ code: 'invalid_input' })
  rmSync(join(project, 'pipe'))
})

test('whatever the path: a file of the project, or an AppError', async () => {
  const piece = fc.constantFrom('..', '.', '/', '\\', '\0', 'sub', 'home', 'out', 'in', 'a ü#%.txt')
  const path = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(path, fc.constantFrom('', '/'), async (pieces, joiner) => {
      const found = await readProjectFile(project, pieces.join(joiner)).catch(
        (error: unknown) => error,
      )
      if (found instanceof AppError) return
      expect(found).toMatchObject({ type: expect.stringMatching(/^(text|binary)$/) })
      expect([' a\n', 'b', '\ufeffb']).toContain((found as { content: string }).content)
    }),
    { numRuns: 500 },
  )
})

test('a file of just the limit is read', async () => {
  const { content } = await readProjectFile(project, 'sizes/limit')
  expect(content).toHaveLength(5 * MIB)
})
