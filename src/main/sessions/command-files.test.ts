import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTemporaryFolders } from '../testing/temporary'
import { checkNames, expand } from './command-files'

const { home, project, remove } = makeTemporaryFolders()
const secret = join(home, 'secret.txt')

beforeAll(() => {
  mkdirSync(join(project, 'sub'))
  writeFileSync(join(project, 'a.txt'), 'text')
  writeFileSync(secret, 'SECRET')
  symlinkSync(secret, join(project, 'out'))
  symlinkSync('a.txt', join(project, 'in'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(project, 'fifo')])
})
afterAll(remove)

const check = (words: string, template?: string, worktree = project) =>
  checkNames({ template, words, directory: project, worktree })
const refusal = (name: string) => ({
  code: 'invalid_input',
  details: [{ path: 'arguments', message: expect.stringContaining(`@${name}`) }],
})

test.each([
  '',
  '@',
  '@a.txt, @sub and @in.',
  '@. @sub/',
  '@nobody @general',
  'me@example.com `@out`',
  '@~/there-is-no-such-thing',
  `@${'x'.repeat(5000)}`,
  '@a\0',
])('%j names nothing that may not be read', async (words) => {
  await expect(check(words)).resolves.toBeUndefined()
})

const PIPES = process.platform === 'win32' ? [] : ['fifo', '/dev/null']

test.each(['out', secret, '/', ...PIPES])('@%s is refused, wherever it stands', async (name) => {
  for (const words of [`@${name}`, `see @a.txt,@${name}, then`, `(@${name}`, `"@${name}`]) {
    await expect(check(words)).rejects.toMatchObject(refusal(name))
  }
})

test('what the template puts together is looked at', async () => {
  await expect(check('out', 'Look at @$1')).rejects.toMatchObject(refusal('out'))
  await expect(check('t', '@ou$ARGUMENTS')).rejects.toMatchObject(refusal('out'))
  await expect(check('x"@out"', 'a $2')).rejects.toMatchObject(refusal('out'))
  await expect(check('a.txt', 'Look at @$1')).resolves.toBeUndefined()
})

test('a template may name what is outside, but no pipe', async () => {
  await expect(check('x', `As @${secret} says: $1`)).resolves.toBeUndefined()
  if (process.platform === 'win32') return
  await expect(check('x', 'As @fifo says: $1')).rejects.toMatchObject(refusal('fifo'))
})

test('names are of the project, also for a session of a folder of it', async () => {
  const session = { template: '', directory: join(project, 'sub'), worktree: project }
  await expect(checkNames({ ...session, words: '@a.txt' })).resolves.toBeUndefined()
  await expect(checkNames({ ...session, words: '@out' })).rejects.toMatchObject(refusal('out'))
})

test('without a repository names are of the whole disk, and only the directory may be read', async () => {
  const inside = join(project, 'a.txt')
  await expect(check(`@${inside}`, '', '/')).resolves.toBeUndefined()
  await expect(check(`@${secret.slice(1)}`, '', '/')).rejects.toMatchObject(
    refusal(secret.slice(1)),
  )
})

test('more names than are looked at are refused', async () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `@n${at}`).join(' ')
  await expect(check(names(1_000))).resolves.toBeUndefined()
  await expect(check(names(1_001))).rejects.toMatchObject({ code: 'invalid_input' })
})

test.each([
  ['Say', 'hi', 'Say\n\nhi'],
  ['Say $ARGUMENTS.', `a "b c"`, 'Say a "b c".'],
  ['$1-$2', `a "b c" 'd' e`, 'a-b c d e'],
  ['$2 and $1', 'a', ' and a'],
  ['[$ARGUMENTS]', '$& $$', '[$ARGUMENTS $]'],
])('%j with %j becomes %j', (template, words, text) => {
  expect(expand(template, words)).toBe(text)
})

test('words that a template does not place come after it whole', () => {
  fc.assert(
    fc.property(fc.string(), (words) => {
      expect(expand('Do it', words).endsWith(words)).toBe(true)
    }),
  )
})
