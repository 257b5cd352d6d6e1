import { expect, it } from 'vitest'
import type { OpencodeClient } from '../engine/connection'
import { searchFiles } from './file-search'

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
  expect(await searchFiles(client, { directory: '/p', query, limit: 5 })).toEqual(['found'])
  expect(asked).toEqual([{ directory: '/p', query, limit: 5, type: undefined }])
})

it.each([
  ['a b (1).txt', ['ab(1).txt']],
  ['[id] *?.ts', ['*[[]*i*d*[]]*[*]*[?]*.*t*s*', 'id.ts']],
  ['  !x:  ', ['*!*x*[:]*', 'x']],
  ['  x ', ['x']],
])('%j is asked for as %j, and the project itself is left out', async (query, texts) => {
  const { client, asked } = finder({ [texts.at(-1) ?? '']: ['/', 'found'] })
  expect(await searchFiles(client, { directory: '/p', query, limit: 5 })).toEqual(['found'])
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
  const found = await searchFiles(client, { directory: '/p', query, limit: 10 })
  expect(found).toHaveLength(10)
  expect(found.slice(0, 3)).toEqual(
    text === 'ab.ts' ? [exact, ...namesakes.slice(0, 2)] : [exact, near, namesakes[0]],
  )
})

it('words in another order are looked for one by one, and only what was asked for is kept', async () => {
  const { client, asked } = finder({ 'dir sub': ['/', 'sub dir/', 'sub dir/a', 'b'] })
  const look = (type?: 'file' | 'directory', limit?: number) =>
    searchFiles(client, { directory: '/p', query: 'dir sub', type, limit })
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
  expect(await searchFiles(client, { directory: '/p', query, limit: 5 })).toEqual(found)
  expect(asked).toMatchObject([{ query: text, limit: 200 }])
})
