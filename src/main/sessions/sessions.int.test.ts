import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { OperationName } from '../../shared/operations'
import { checked } from '../testing/checked'
import { type RunningApp, runApp } from '../testing/running-app'
import { createSession, isDelta, prompt } from '../testing/runs'
import { collect, until } from '../testing/sse'
import { makeTemporaryFolders } from '../testing/temporary'

const { project, remove } = makeTemporaryFolders()
const NO_MESSAGE = 'msg_0123456789abcdef012345abcd'
const NO_SESSION = 'ses_0123456789abcdef012345abcd'

// One engine for all: each test has sessions of its own.
let running: RunningApp
beforeAll(async () => {
  // What a message changed is known from git; nothing is ever published.
  execFileSync('git', ['init', '-q', project])
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost']
  const commit = ['commit', '-q', '--allow-empty', '-m', 'Begin']
  execFileSync('git', [...author, ...commit], { cwd: project })
  writeFileSync(join(project, 'opencode.json'), JSON.stringify({ share: 'disabled' }))
  running = await runApp({ projectDir: project })
})
afterAll(async () => {
  await running?.end()
  remove()
})

const route = (id: string, rest = '') => `/api/sessions/${id}${rest}`
const get = (id: string, rest = '') => running.request(route(id, rest))
const post = (id: string, rest: string, body: object = {}) => running.post(route(id, rest), body)
const patch = (id: string, body: object) =>
  running.request(route(id), {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const messagesOf = async (id: string, query = '') =>
  checked('sessions.messages', await get(id, `/messages${query}`))
/** Says something and waits for the end of the run. */
const run = async (id: string, text: string) => {
  const frames = await collect(await prompt(running, id, text))
  expect(frames.at(-1)?.event).toBe('done')
}
/** Says something that takes its time; the frames go on from its first words. */
const begin = async (id: string, text = 'count to 5000') => {
  const frames = await prompt(running, id, text)
  await until(frames, isDelta('2'))
  return frames
}
const end = async (id: string, frames: Awaited<ReturnType<typeof begin>>) => {
  await checked('sessions.abort', await post(id, '/abort'))
  return collect(frames)
}

test('a session is renamed, archived and brought back', async () => {
  const { id } = await createSession(running)
  const named = await checked('sessions.update', await patch(id, { title: 'Another name' }))
  expect(named.title).toBe('Another name')
  const before = Date.now()
  const archived = await checked('sessions.update', await patch(id, { archived: true }))
  expect(archived.time.archived).toBeGreaterThanOrEqual(before)
  expect(archived.title).toBe('Another name')
  const back = await checked('sessions.update', await patch(id, { title: 'x', archived: false }))
  expect(back).toMatchObject({ title: 'x', time: { archived: 0 } })
})

test('the list is whole without a limit', async () => {
  await Promise.all(Array.from({ length: 101 }, () => createSession(running)))
  const list = async (query: string) =>
    checked('sessions.list', await running.request(`/api/sessions${query}`))
  expect((await list('')).length).toBeGreaterThanOrEqual(101)
  expect(await list('?limit=3')).toHaveLength(3)
})

test('what the agent set out to do is listed', async () => {
  const { id } = await createSession(running)
  expect(await checked('sessions.todo', await get(id, '/todo'))).toEqual([])
  await run(id, 'todo sweep, dust')
  const todo = await checked('sessions.todo', await get(id, '/todo'))
  expect(todo.map(({ content, status }) => [content, status])).toEqual([
    ['sweep', 'in_progress'],
    ['dust', 'pending'],
  ])
})

test('what a session changed is shown, undone and redone', async () => {
  const { id } = await createSession(running)
  const diff = async (query = '') => checked('sessions.diff', await get(id, `/diff${query}`))
  const files = async () => (await diff()).map(({ file, additions }) => [file, additions])
  expect(await diff()).toEqual([])
  await run(id, 'write first.txt: hello')
  await run(id, 'write sécond.txt: hello')
  // The engine works it out when the run is over.
  await vi.waitUntil(async () => (await files()).length === 2, { timeout: 60_000, interval: 100 })
  expect(await files()).toEqual([
    ['first.txt', 1],
    ['sécond.txt', 1],
  ])
  const messages = await messagesOf(id)
  const [, second = NO_MESSAGE] = messages
    .filter(({ info }) => info.role === 'user')
    .map(({ info }) => info.id)
  const [only, ...more] = await diff(`?messageID=${second}`)
  expect(only).toMatchObject({ file: 'sécond.txt', status: 'added' })
  expect(more).toEqual([])

  const body = { messageID: second }
  const reverted = await checked('sessions.revert', await post(id, '/revert', body))
  expect(reverted.revert?.messageID).toBe(second)
  expect([existsSync(join(project, 'first.txt')), existsSync(join(project, 'sécond.txt'))]).toEqual(
    [true, false],
  )
  expect(await files()).toEqual([['first.txt', 1]])
  const redone = await checked('sessions.unrevert', await post(id, '/unrevert'))
  expect(redone.revert).toBeUndefined()
  expect(existsSync(join(project, 'sécond.txt'))).toBe(true)
  expect(await files()).toHaveLength(2)
})

test('a session is copied, whole or up to a message', async () => {
  const { id } = await createSession(running)
  await run(id, 'say one')
  await run(id, 'say two')
  const messages = await messagesOf(id)
  const whole = await checked('sessions.fork', await post(id, '/fork'))
  expect(whole.id).not.toBe(id)
  expect(await messagesOf(whole.id)).toHaveLength(4)
  const messageID = messages[2]?.info.id
  const half = await checked('sessions.fork', await post(id, '/fork', { messageID }))
  expect(await messagesOf(half.id)).toHaveLength(2)
})

test('messages come in pages', async () => {
  const { id } = await createSession(running)
  for (const word of ['one', 'two', 'three']) await run(id, `say ${word}`)
  const ids = async (query: string) => (await messagesOf(id, query)).map(({ info }) => info.id)
  const all = await ids('')
  expect(all).toHaveLength(6)
  expect(await ids('?limit=2')).toEqual(all.slice(4))
  expect(await ids(`?limit=3&before=${all[4]}`)).toEqual(all.slice(1, 4))
  expect(await ids(`?before=${all[4]}`)).toEqual(all.slice(0, 4))
  expect(await ids(`?before=${all[0]}`)).toEqual([])
})

test('an older page holds nothing of a run that goes on, the newest has its words', async () => {
  const { id } = await createSession(running)
  await run(id, 'say one')
  const frames = await begin(id)
  const newest = await messagesOf(id, '?limit=2')
  expect(JSON.stringify(newest[1]?.parts)).toContain('1\\n2')
  const older = await messagesOf(id, `?before=${newest[0]?.info.id}`)
  expect(older.map(({ info }) => info.role)).toEqual(['user', 'assistant'])
  expect(JSON.stringify(older)).not.toContain('count')
  await end(id, frames)
})

test('a session that is at work is not undone, redone or compacted', async () => {
  const { id } = await createSession(running)
  const frames = await begin(id)
  const [message] = await messagesOf(id)
  for (const [path, body] of [
    ['/revert', { messageID: message?.info.id }],
    ['/unrevert', {}],
    ['/summarize', {}],
    ['/shell', { command: 'echo hi' }],
  ] as const) {
    const answer = await post(id, path, body)
    expect([path, answer.status]).toEqual([path, 409])
    expect(await answer.json()).toMatchObject({
      code: 'conflict',
      error: expect.stringContaining('Stop its run'),
    })
  }
  // What the engine does not refuse works as ever.
  await checked('sessions.fork', await post(id, '/fork'))
  await checked('sessions.update', await patch(id, { title: 'Still counting' }))
  expect((await end(id, frames)).at(-1)).toMatchObject({ data: { code: 'aborted' } })
})

test('a session that is at work is stopped when it is deleted, and its sub-agents too', async () => {
  const { id } = await createSession(running)
  const frames = await prompt(running, id, 'delegate count to 5000')
  await until(frames, isDelta('2'))
  const [child] = await checked('sessions.children', await get(id, '/children'))
  await checked('sessions.delete', await running.request(route(id), { method: 'DELETE' }))
  expect((await collect(frames)).at(-1)).toMatchObject({ event: 'error' })
  expect(running.app.events.snapshot().statuses).toEqual({})
  for (const gone of [id, child?.id ?? '']) expect((await get(gone)).status).toBe(404)
})

test('what cannot be published says so in words', async () => {
  const { id } = await createSession(running)
  const refused = await post(id, '/share')
  expect(refused.status).toBe(500)
  expect(await refused.json()).toMatchObject({
    code: 'engine_error',
    error: expect.stringContaining('could not be published'),
  })
  const removed = await running.request(route(id, '/share'), { method: 'DELETE' })
  expect((await checked('sessions.unshare', removed)).share).toBeUndefined()
})

test('no route takes a session that is not there', async () => {
  const message = { messageID: NO_MESSAGE }
  const answers: [OperationName, Promise<Response>][] = [
    ['sessions.update', patch(NO_SESSION, { title: 'x' })],
    ['sessions.todo', get(NO_SESSION, '/todo')],
    ['sessions.diff', get(NO_SESSION, '/diff')],
    ['sessions.diff', get(NO_SESSION, `/diff?messageID=${NO_MESSAGE}`)],
    ['sessions.messages', get(NO_SESSION, `/messages?before=${NO_MESSAGE}`)],
    ['sessions.fork', post(NO_SESSION, '/fork')],
    ['sessions.revert', post(NO_SESSION, '/revert', message)],
    ['sessions.unrevert', post(NO_SESSION, '/unrevert')],
    ['sessions.summarize', post(NO_SESSION, '/summarize')],
    ['sessions.command', post(NO_SESSION, '/command', { command: 'init' })],
    ['sessions.shell', post(NO_SESSION, '/shell', { command: 'ls' })],
    ['sessions.share', post(NO_SESSION, '/share')],
    ['sessions.unshare', running.request(route(NO_SESSION, '/share'), { method: 'DELETE' })],
    ['sessions.create', running.post('/api/sessions', { parentID: NO_SESSION })],
  ]
  for (const [name, answer] of answers) await expectMissing(name, await answer)
})

test('no route takes a message that is not in the session', async () => {
  const { id } = await createSession(running)
  const message = { messageID: NO_MESSAGE }
  await expectMissing('sessions.messages', await get(id, `/messages?before=${NO_MESSAGE}`))
  await expectMissing('sessions.diff', await get(id, `/diff?messageID=${NO_MESSAGE}`))
  await expectMissing('sessions.fork', await post(id, '/fork', message))
  await expectMissing('sessions.revert', await post(id, '/revert', message))
})

async function expectMissing(name: OperationName, answer: Response): Promise<void> {
  const { code, error } = await answer.json()
  expect([name, answer.status, code]).toEqual([name, 404, 'not_found'])
  expect(error).toMatch(/not found/i)
}
