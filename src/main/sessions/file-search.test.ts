import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import type { OpencodeClient } from '../engine/connection'
import { eachTemporary } from '../testing/each-temporary'
import { searchFiles } from './file-search'

const temporary = eachTemporary()
let directory: string
beforeEach(() => {
  directory = temporary().project
  mkdirSync(join(directory, '.git'))
})

/** A finder that answers each text with what a test says, and notes what it was asked. */
function finder(answers: Record<string, string[]>) {
  const asked: object[] = []
  const client = {
    find: {
      files: async ({ query, ...more }: { query: string }) => {
        asked.push({ query, ...more })
        return { data: answers[query] ?? [], response: new Response('[]') }
      },
    },
  } as unknown as OpencodeClient
  return { client, asked }
}

it.each(['100%ü/☕', 'a(1).txt', ''])('%j is asked for as it is', async (query) => {
  const { client, asked } = finder({ [query]: ['/', 'found'] })
  expect(await searchFiles(client, { directory, query, limit: 5 })).toEqual(['found'])
  expect(asked).toEqual([{ directory, query, limit: 5, type: undefined }])
})

it.each([
  ['a b (1).txt', ['ab(1).txt']],
  ['[id] *?.ts', ['*[[]*i*d*[]]*[*]*[?]*.*t*s*', 'id.ts']],
  ['  !x:  ', ['*!*x*[:]*', 'x']],
  ['  x ', ['x']],
])('%j is asked for as %j, and the project itself is left out', async (query, texts) => {
  const { client, asked } = finder({ [texts.at(-1) ?? '']: ['/', 'found'] })
  expect(await searchFiles(client, { directory, query, limit: 5 })).toEqual(['found'])
  expect(asked).toMatchObject(
    texts.map((text) => ({ query: text, limit: query.trim() === 'x' ? 5 : 200 })),
  )
})

it.each([
  ['[id].ts', 'id.ts', 'api/[Id].ts', 'api/[x]id].ts'],
  ['a b.ts', 'ab.ts', 'sub/A b.ts', 'a/b.ts'],
])('what is called %j comes before its many namesakes', async (query, text, exact, near) => {
  const namesakes = Array.from({ length: 12 }, (_, i) => `${i}/${text}`)
  const { client } = finder({ [text]: [...namesakes, near, exact] })
  const found = await searchFiles(client, { directory, query, limit: 10 })
  expect(found).toHaveLength(10)
  expect(found.slice(0, 3)).toEqual(
    text === 'ab.ts' ? [exact, ...namesakes.slice(0, 2)] : [exact, near, namesakes[0]],
  )
})

it('words in another order are looked for one by one, and only what was asked for is kept', async () => {
  const { client, asked } = finder({ 'dir sub': ['/', 'sub dir/', 'sub dir/a', 'b'] })
  const look = (type?: 'file' | 'directory', limit?: number) =>
    searchFiles(client, { directory, query: 'dir sub', type, limit })
  expect(await look()).toEqual(['sub dir/', 'sub dir/a', 'b'])
  expect(await look('directory')).toEqual(['sub dir/'])
  expect(await look('file', 1)).toEqual(['sub dir/a'])
  expect(asked[0]).toMatchObject({ query: 'dirsub' })
})

it.each([
  [' *? ', '*[*]*[?]*', ['*?', 'a*b?'], ['?*']],
  ['[!]', '*[[]*!*[]]*', ['[!].ts'], ['[]!']],
])('%j, of operators alone, finds what holds them', async (query, text, found, others) => {
  const { client, asked } = finder({ [text]: [...others, ...found] })
  expect(await searchFiles(client, { directory, query, limit: 5 })).toEqual(found)
  expect(asked).toMatchObject([{ query: text, limit: 200 }])
})

it('without a repository, what the finder leaves out is found too, and the likest first', async () => {
  const { client } = finder({
    photo: ['docs/photo.txt', 'p/h/o/t/o'],
    'photo.png': ['x/photo.png.txt'],
    albumdoc: [],
  })
  const folder = join(temporary().home, 'plain')
  mkdirSync(join(folder, 'Photo album'), { recursive: true })
  for (const name of ['photo.png', 'Photo album/My report.docx', '.env', 'other']) {
    writeFileSync(join(folder, name), '')
  }
  const look = (query: string, more: { type?: 'file' | 'directory'; limit?: number } = {}) =>
    searchFiles(client, { directory: folder, query, ...more })
  expect(await look('photo.png', { limit: 1 })).toEqual(['photo.png'])
  expect(await look('photo', { type: 'directory' })).toContain('Photo album/')
  expect((await look('photo')).at(-1)).toBe('p/h/o/t/o')
  expect(await look('album doc')).toEqual(['Photo album/My report.docx'])
  expect(await look('report album')).toEqual(['Photo album/My report.docx'])
  expect(await look('.env')).toEqual(['.env'])
  expect(await look('photo', { type: 'file', limit: 2 })).toEqual(['docs/photo.txt', 'photo.png'])
})
