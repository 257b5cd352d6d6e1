import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTemporaryFolders } from '../testing/temporary'
import { checkFiles, namesFiles, withAddresses } from './prompt-files'

const { home, project, remove } = makeTemporaryFolders()
const at = (...names: string[]) => pathToFileURL(join(...names)).href
const file = (url: string, mime = 'text/plain') => ({ type: 'file' as const, mime, url })

beforeAll(() => {
  mkdirSync(join(project, 'sub'))
  writeFileSync(join(project, 'sub', '100% ü#.txt'), 'text')
  writeFileSync(join(project, 'a.png'), 'image')
  writeFileSync(join(home, 'secret'), 'SECRET')
  symlinkSync(join(home, 'secret'), join(project, 'out'))
  symlinkSync(home, join(project, 'home'))
  symlinkSync('a.png', join(project, 'in.png'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(project, 'pipe')])
})
afterAll(remove)

test('text and folders stay for the engine to read, and so does what is no file of the disk', async () => {
  const parts = [
    { type: 'text' as const, text: 'file:///etc/passwd' },
    file(at(project, 'sub', '100% ü#.txt')),
    file(`${at(project, 'sub', '100% ü#.txt')}?start=1&end=2`),
    file(at(project, 'sub'), 'application/x-directory'),
    file('data:image/png;base64,AA==', 'image/png'),
    { type: 'agent' as const, name: 'general' },
  ]
  expect(await checkFiles(project, parts)).toEqual(parts)
  expect(namesFiles(parts)).toBe(true)
  expect(namesFiles(parts.slice(4))).toBe(false)
})

test('what the model is given as it is goes with the message, read by us', async () => {
  const url = `data:image/png;base64,${Buffer.from('image').toString('base64')}`
  for (const name of ['a.png', 'in.png']) {
    const [part] = await checkFiles(project, [file(at(project, name), 'image/png')])
    expect(part).toEqual(file(url, 'image/png'))
  }
})

const PIPES: [string, () => string][] =
  process.platform === 'win32' ? [] : [['a pipe', () => at(project, 'pipe')]]

test.each<[string, () => string]>([
  ['a link that leads out', () => at(project, 'out')],
  ['a folder that is a link out', () => at(project, 'home', 'secret')],
  ['what is outside', () => at(home, 'secret')],
  ['a folder', () => at(project, 'sub')],
  ['a machine', () => 'file://elsewhere/share/x'],
  ['an address that is none', () => 'file:///%00'],
  ['FILE: in capitals', () => at(home, 'secret').replace('file:', 'FILE:')],
  ...PIPES,
])('%s is refused, whatever it is said to be', async (_what, url) => {
  for (const mime of ['text/plain', 'image/png']) {
    await expect(checkFiles(project, [file(url(), mime)])).rejects.toMatchObject({
      code: 'invalid_input',
      details: [{ path: 'parts.0.url' }],
    })
  }
})

test.each([
  ['a file', () => at(project, 'a.png'), 'invalid_input'],
  ['outside', () => at(home), 'invalid_input'],
  ['a link out', () => at(project, 'home'), 'invalid_input'],
  ['not there', () => at(project, 'nowhere'), 'not_found'],
])('a folder that is %s is refused', async (_what, url, code) => {
  const part = file(url(), 'application/x-directory')
  await expect(checkFiles(project, [part])).rejects.toMatchObject({ code })
})

test('a file that is not there is refused by its name', async () => {
  const part = { ...file(at(project, 'gone.txt')), filename: 'gone.txt' }
  await expect(checkFiles(project, [part])).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('gone.txt'),
  })
})

const look = async (url: string, mime: string) =>
  checkFiles(project, withAddresses([file(url, mime)]))
const MIMES = ['text/plain', 'TEXT/PLAIN', 'image/png', 'application/x-directory', 'x']

test('an address with what is no part of it is looked at for what it is', async () => {
  const blank = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', '\0', '\x1f') })
  const dropped = fc.string({ unit: fc.constantFrom('\t', '\n', '\r'), maxLength: 2 })
  const letters = fc.tuple(...[...'file:'].map((it) => fc.constantFrom(it, it.toUpperCase())))
  const breaks = fc.tuple(...[...'file:'].map(() => dropped))
  const scheme = fc
    .tuple(letters, breaks)
    .map(([given, between]) => given.map((it, index) => `${between[index]}${it}`).join(''))
  const slashes = fc.constantFrom('', '//', '//localhost')
  const path = fc.constantFrom(
    join(home, 'secret'),
    join(project, 'out'),
    `${project}/../${relative(dirname(project), home)}/secret`,
  )
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(blank, scheme, slashes, path, blank),
      fc.constantFrom(...MIMES),
      async (pieces, mime) => {
        await expect(look(pieces.join(''), mime)).rejects.toMatchObject({ code: 'invalid_input' })
      },
    ),
  )
})

test.each(['', ' ', ' /etc/hostname', '/etc/hostname', 'etc', 'http://127.0.0.1:1/x', 'blob:x'])(
  'the address %j is refused, whatever it is said to be',
  (url) => {
    for (const mime of MIMES) {
      expect(() => withAddresses([file(url, mime)])).toThrow(
        expect.objectContaining({ code: 'invalid_input', details: [expect.anything()] }),
      )
    }
  },
)

test.each(['mcp://x/y', 'data://[', 'ftp://h/x', 'javascript:1', '\\\\server\\share', 'C:\\x'])(
  'so is %j',
  (url) => {
    expect(() => withAddresses([file(url)])).toThrow('data: or file:')
  },
)

test('an address is handed on in its one form', async () => {
  const right = at(project, 'sub', '100% ü#.txt')
  const [part] = await look(` FI\nLE${right.slice(4)}?start=1\t `, 'text/plain')
  expect(part?.url).toBe(`${right}?start=1`)
  const [data] = withAddresses([file(' DA\tTA:text/plain,a b')])
  expect([data?.url, namesFiles(data ? [data] : [])]).toEqual(['data:text/plain,a b', false])
})
