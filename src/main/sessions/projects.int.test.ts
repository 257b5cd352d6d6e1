import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { checked } from '../testing/checked'
import { type RunningApp, runApp } from '../testing/running-app'
import { say } from '../testing/runs'
import { collect, readSse } from '../testing/sse'
import { makeTemporaryFolders } from '../testing/temporary'

const { project, home, remove } = makeTemporaryFolders()
const CONFIG = {
  command: { hello: { template: 'say hello $ARGUMENTS', description: 'Says hello' } },
  agent: { reviewer: { description: 'Looks twice', mode: 'subagent' } },
  mcp: { off: { type: 'local', command: ['nothing'], enabled: false } },
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let running: RunningApp
beforeAll(async () => {
  writeFileSync(join(project, 'opencode.json'), JSON.stringify(CONFIG))
  execFileSync('git', ['init', '-q', project])
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost']
  const commit = ['commit', '-q', '--allow-empty', '-m', 'Begin']
  execFileSync('git', [...author, ...commit], { cwd: project })
  mkdirSync(join(project, 'sub'))
  writeFileSync(join(project, 'sub', 'needle ü#%.txt'), '\n  first\n  second  \n\n')
  writeFileSync(join(project, 'blob.bin'), Buffer.from([0, 1, 255]))
  writeFileSync(join(project, 'latin.txt'), Buffer.from([0x63, 0xe9, 0x0a]))
  writeFileSync(join(project, 'large.txt'), '')
  truncateSync(join(project, 'large.txt'), 5 * 1024 * 1024 + 1)
  writeFileSync(join(home, 'secret.txt'), 'a secret')
  symlinkSync(join(home, 'secret.txt'), join(project, 'out.txt'))
  symlinkSync(join('sub', 'needle ü#%.txt'), join(project, 'in.txt'))
  running = await runApp({ projectDir: project })
})
afterAll(async () => {
  await running?.end()
  remove()
})

const get = (path: string, query: Record<string, string> = {}) =>
  running.request(`/api/${path}?${new URLSearchParams(query)}`)
const search = async (query: Record<string, string>) =>
  checked('files.search', await get('files', query))
const read = (path: string) => get('files/content', { path })

test('agents, commands, projects and MCP servers are listed', async () => {
  const agents = await checked('agents.list', await get('agents'))
  expect(agents.map(({ name }) => name)).toEqual(expect.arrayContaining(['build', 'reviewer']))
  const commands = await checked('commands.list', await get('commands'))
  expect(commands).toContainEqual(expect.objectContaining({ name: 'hello', hints: ['$ARGUMENTS'] }))
  expect(await checked('mcp.status', await get('mcp'))).toEqual({ off: { status: 'disabled' } })
  const projects = await checked('projects.list', await get('projects'))
  expect(projects.map(({ worktree }) => worktree)).toContain(project)
})

test('sessions of every project are listed, archived ones too, and those of one when it is named', async () => {
  const other = join(home, 'other')
  mkdirSync(other)
  execFileSync('git', ['init', '-q', other])
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost']
  const commit = ['commit', '-q', '--allow-empty', '-m', 'Another beginning']
  execFileSync('git', [...author, ...commit], { cwd: other })
  const plain = join(home, 'plain')
  mkdirSync(plain)
  for (const directory of [project, other, plain]) {
    const made = await running.post('/api/sessions', { directory, title: `In ${directory}` })
    const { id } = await checked('sessions.create', made)
    if (directory !== other) continue
    const archived = await running.request(`/api/sessions/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ archived: true }),
    })
    expect(archived.status).toBe(200)
  }
  const list = async (query: Record<string, string>) => {
    const sessions = await checked('sessions.list', await get('sessions', query))
    return sessions.map(({ directory }) => directory)
  }
  expect(await list({})).toEqual(expect.arrayContaining([plain, other, project]))
  expect(await list({ search: 'In ' })).toHaveLength(3)
  expect(await list({ directory: other })).toEqual([other])
})

test('what is listed is that of the directory that is named', async () => {
  const agents = await checked('agents.list', await get('agents', { directory: home }))
  expect(agents.map(({ name }) => name)).not.toContain('reviewer')
})

test('files are searched', async () => {
  expect(await search({ query: 'needl' })).toEqual(['sub/needle ü#%.txt'])
  expect(await search({ query: 'sub', type: 'directory' })).toEqual(['sub/'])
  expect(await search({ query: 'txt', type: 'file', limit: '1' })).toHaveLength(1)
  const all = await search({ query: '' })
  expect(all).toContain('blob.bin')
  expect(all).not.toContain('/')
  expect(await search({ query: 'no-such-thing-at-all' })).toEqual([])
})

test('every file is found by its name, by each of its words, and by them in another order', async () => {
  const directory = join(project, 'names')
  const names = ['a b (1).txt', '[id] page.ts', 'x*y.txt', '!bang q?.md', 'ü ☕.txt', 'm f.txt']
  const more = ['-dash x.txt', '{a} 100%.txt', 'my: long  file #1.md', 'sub dir/in side.txt']
  more.push('[', ']{', '?', '! !', ...(sep === '/' ? ['***', 'sub dir/back\\slash.txt'] : []))
  for (const name of [...names, ...more]) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), '')
  }
  await search({ query: 'a', directory })
  const isFull = async () => {
    const found = await search({ query: '', directory, limit: '200' })
    return [...names, ...more].every((name) => found.includes(name))
  }
  await vi.waitUntil(isFull, { timeout: 60_000, interval: 200 })
  const anyName = fc.constantFrom(...names, ...more)
  const type = fc.constantFrom<Record<string, string>>({}, { type: 'file' })
  const queries = fc.oneof(
    anyName.map((name) => [name, name]),
    anyName.chain((name) => fc.constantFrom(...name.split(/[\s/]+/)).map((word) => [name, word])),
    fc.constant(['my: long  file #1.md', 'file long']),
  )
  await fc.assert(
    fc.asyncProperty(queries, type, async ([name = '', query = ''], of) => {
      expect(await search({ query, directory, limit: '200', ...of })).toContain(name)
    }),
    { numRuns: 100 },
  )
  expect(await search({ query: '*?', directory })).toEqual([])
  expect(await search({ query: 'dir sub', type: 'directory', directory })).toEqual(['sub dir/'])
}, 120_000)

test('a name with signs of the finder comes before its namesakes, however many they are', async () => {
  const directory = join(project, 'namesakes')
  const namesakes = Array.from({ length: 220 }, (_, i) => `app/${i}/id.tsx`)
  for (const name of [...namesakes, 'app/api/[id].tsx']) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), '')
  }
  const found = () => search({ query: '[id].tsx', directory, limit: '10' })
  await vi.waitUntil(async () => (await found()).length === 10, { timeout: 60_000, interval: 200 })
  expect((await found())[0]).toBe('app/api/[id].tsx')
}, 120_000)

test('what is in no repository is found too, whatever its kind', async () => {
  const directory = join(home, 'no-repository')
  const names = ['photo.png', 'My Report (2).docx', '.env', '.github/workflows/ci.yml', 'a.txt']
  for (const name of names) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), '')
  }
  for (const query of names) {
    expect((await search({ query, directory, limit: '5' }))[0], query).toBe(query)
  }
})

test('a file is read', async () => {
  const text = await checked('files.read', await read('sub/needle ü#%.txt'))
  expect(text).toMatchObject({ type: 'text', content: '\n  first\n  second  \n\n' })
  expect(await checked('files.read', await read('in.txt'))).toMatchObject({ content: text.content })
  const blob = await checked('files.read', await read('blob.bin'))
  expect(blob).toMatchObject({ type: 'binary', content: 'AAH/', encoding: 'base64' })
})

test.each([
  ['/etc/passwd', 400],
  ['../home/secret.txt', 400],
  ['sub/../../home/secret.txt', 400],
  ['..\\home\\secret.txt', sep === '/' ? 404 : 400],
  ['in.txt\0', 400],
  ['out.txt', 400],
  ['sub', 400],
  ['missing.txt', 404],
  ['large.txt', 413],
])('the file %j is refused: %i', async (path, status) => {
  const answer = await read(path)
  const text = await answer.text()
  expect([answer.status, text]).toEqual([status, expect.stringContaining('"code"')])
  expect(text).not.toContain('a secret')
})

test('a file of another encoding comes as its bytes', async () => {
  const latin = await checked('files.read', await read('latin.txt'))
  expect(latin).toEqual({
    type: 'binary',
    content: 'Y+kK',
    encoding: 'base64',
    mimeType: 'text/plain',
  })
})

test('a message names files of the project: none outside, and no pipe, for which the engine would wait', async () => {
  const { id } = await checked('sessions.create', await running.post('/api/sessions'))
  const parts = (name: string, mime: string) => [
    ...say('say hello').parts,
    { type: 'file', mime, url: pathToFileURL(join(project, name)).href, filename: name },
  ]
  const post = (name: string, mime = 'text/plain') =>
    running.post(`/api/sessions/${id}/prompt`, { parts: parts(name, mime) })
  execFileSync('mkfifo', [join(project, 'pipe.txt')])
  for (const name of ['out.txt', 'pipe.txt', 'sub']) expect((await post(name)).status).toBe(400)
  const secret = join(home, 'secret.txt')
  const blank = { type: 'file', mime: 'text/plain', url: ` ${pathToFileURL(secret).href}` }
  expect((await running.post(`/api/sessions/${id}/prompt`, { parts: [blank] })).status).toBe(400)
  const command = (words: string) =>
    running.post(`/api/sessions/${id}/command`, { command: 'hello', arguments: words })
  for (const name of ['pipe.txt', 'out.txt', secret]) {
    expect([name, (await command(`@${name}`)).status]).toEqual([name, 400])
  }
  expect((await collect(readSse(await command('@in.txt')))).at(-1)?.event).toBe('done')
  const pixel = Buffer.from(PIXEL, 'base64')
  writeFileSync(join(project, 'pixel.png'), pixel)
  for (const [name, mime] of [
    ['in.txt', 'text/plain'],
    ['pixel.png', 'image/png'],
    ['sub', 'application/x-directory'],
  ] as const) {
    expect((await collect(readSse(await post(name, mime)))).at(-1)?.event).toBe('done')
  }
  const answer = await running.request(`/api/sessions/${id}/messages`)
  const said = (await checked('sessions.messages', answer)).filter(
    ({ info }) => info.role === 'user',
  )
  expect(said).toHaveLength(4)
  const shown = JSON.stringify(said)
  expect(shown).toContain('2:   first')
  expect(shown).toContain(`data:image/png;base64,${PIXEL}`)
  expect(shown).not.toContain('a secret')
})

test.each([
  ['agents', {}],
  ['commands', {}],
  ['files', { query: 'x' }],
  ['files/content', { path: 'x' }],
  ['mcp', {}],
])('%s refuses a directory that is not there', async (path, query) => {
  const directory = join(home, 'nowhere')
  const answer = await get(path, { ...query, directory })
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { details: [{ path: 'directory' }] },
  ])
})

test('the agent works, and files are read and found, in the folder that was named', async () => {
  const inside = join(project, 'odd')
  const misread = ['%2e%2e%2fprivate']
  for (const name of ['100% ü', 'a#b?c&d=e ', ...misread]) {
    const directory = join(inside, name)
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'mark.txt'), name)
    const content = checked(
      'files.read',
      await get('files/content', { path: 'mark.txt', directory }),
    )
    expect([name, (await content).content.trim()]).toEqual([name, name.trim()])
    const found = await search({ query: 'mark', directory })
    expect([name, found]).toEqual([name, ['mark.txt']])
    const made = await running.post('/api/sessions', { directory })
    if (misread.includes(name)) {
      expect([name, made.status, (await made.json()).code]).toEqual([name, 400, 'invalid_input'])
      continue
    }
    const session = await checked('sessions.create', made)
    expect(session.directory).toBe(directory)
    const run = await running.post(`/api/sessions/${session.id}/prompt`, say('run pwd > pwd.txt'))
    expect((await collect(readSse(run))).at(-1)?.event).toBe('done')
    expect([name, readdirSync(directory).sort()]).toEqual([name, ['mark.txt', 'pwd.txt']])
  }
  expect(readdirSync(inside)).not.toContain('private')
})
