import { sep } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClient } from './connection'
import { isMisread, requireReadable } from './directory-name'

/** What the engine takes a directory of a query for (opencode 1.18.33): it decodes what is decoded. */
function readByEngine(url: string): string | null {
  const named = new URL(url).searchParams.get('directory')
  try {
    return named && decodeURIComponent(named)
  } catch {
    return named
  }
}

const PIECES = ['%', '%25', '%2e%2e%2f', '%2F', '%00', '%C3', '%zz', '+', '#', '?', '&', '=', ' ']
const NAMES = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PIECES, '\n', '"', "'", '..', '\\', 'ü ☕', 'private', '\u202e'),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((pieces) => `/home/me/${pieces.join('').replaceAll('\0', '')}`)

const asked: Request[] = []
beforeEach(() => {
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(new Request(input, init))
    return new Response('{}', { headers: { 'content-type': 'application/json' } })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it('the engine reads every directory as the one that was named', async () => {
  const client = createClient({ url: 'http://127.0.0.1:1', password: 'x' })
  await fc.assert(
    fc.asyncProperty(NAMES, async (directory) => {
      await client.session.status({ directory })
      await client.session.create({ directory, title: directory })
      await client.find.files({ directory, query: directory })
      const [status, create, files] = asked.splice(0)
      for (const request of [status, create, files]) {
        expect(readByEngine(request?.url ?? '')).toBe(directory)
      }
      expect(new URL(files?.url ?? '').searchParams.get('query')).toBe(directory)
      expect(create?.method).toBe('POST')
      expect(await create?.json()).toEqual({ title: directory })
    }),
  )
})

it('a folder is refused exactly when the engine would take its name for another', () => {
  fc.assert(
    fc.property(NAMES, (directory) => {
      const decoded = readByEngine(`http://x/?directory=${encodeURIComponent(directory)}`)
      const read = sep === '/' ? decoded?.replaceAll('\\', '/') : decoded
      expect(isMisread(directory)).toBe(read !== directory)
      if (read === directory) requireReadable(directory)
      else expect(() => requireReadable(directory)).toThrow(/Rename the folder\.$/)
    }),
  )
})

it.each([200, 503])(
  'no depth of an answer (%i) makes it one that cannot be passed on',
  async (status) => {
    const deep = `${'['.repeat(6_000)}${']'.repeat(6_000)}`
    const body = `[{"info":{"id":"msg_1"},"parts":[{"text":"文件","input":{"a":${deep}}}]}]`
    const headers = { 'content-type': 'application/json', 'x-next-cursor': 'c', date: 'today' }
    vi.stubGlobal('fetch', async () => new Response(body, { status, headers }))
    const client = createClient({ url: 'http://127.0.0.1:1', password: 'x' })
    const { data, error, response } = await client.session.messages({ sessionID: 'ses_1' })
    const answer = data ?? error
    expect(structuredClone(answer)).toMatchObject([{ parts: [{ text: '文件' }] }])
    expect(JSON.stringify(answer)).toContain('[[[')
    expect(response?.status).toBe(status)
    expect(response?.headers.get('x-next-cursor')).toBe('c')
  },
)
