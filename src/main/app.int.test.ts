import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operations } from '../shared/operations'
import { openEvents } from './testing/app-events'
import { type RunningApp, runApp } from './testing/running-app'
import { createSession, deltas, isDelta, prompt, say } from './testing/runs'
import { collect, readSse, type SseFrame, until } from './testing/sse'

/** Fits the end of a session's run. */
const isIdle =
  (sessionID: string) =>
  ({ data: { payload } }: SseFrame) =>
    payload?.type === 'session.idle' && payload.properties.sessionID === sessionID

let running: RunningApp

// Each test has sessions of its own.
beforeAll(async () => {
  const shellPath = Promise.resolve(`/opt/from-the-shell/bin:${process.env.PATH}`)
  running = await runApp({ shellPath })
})
afterAll(() => running?.end())

test('a prompt streams its run and ends with the finished message', async () => {
  const { id } = await createSession(running)
  const frames = await collect(await prompt(running, id, 'say one two three four five'))
  expect(deltas(frames)).toBe('one two three four five')
  const last = frames.at(-1)
  expect(last?.event).toBe('done')
  expect(last?.data.info).toMatchObject({ role: 'assistant', sessionID: id })
  const messages = operations['sessions.messages'].output.parse(
    await (await running.request(`/api/sessions/${id}/messages`)).json(),
  )
  expect(messages.map(({ info }) => info.role)).toEqual(['user', 'assistant'])
  expect(messages[1]).toEqual(last?.data)
})

test('messages in the middle of a run hold the text so far, and the stream goes on from there', async () => {
  const { id } = await createSession(running)
  const frames = await prompt(running, id, 'count to 5000')
  await until(frames, isDelta('25'))

  const answer = await running.request(`/api/sessions/${id}/messages`)
  const seq = answer.headers.get('x-wheelhouse-seq') ?? ''
  const messages = await answer.json()
  const soFar = messages[1].parts.find(({ type }: { type: string }) => type === 'text').text
  expect(soFar).toContain('25')

  const following = readSse(
    await running.request('/api/events', { headers: { 'last-event-id': seq } }),
  )
  const begun = await until(following, isDelta('50'))
  await running.post(`/api/sessions/${id}/abort`)
  const ended = await until(following, isIdle(id))
  await following.return(undefined)
  await collect(frames)
  const counted = (soFar + deltas([...begun, ...ended])).trim().split('\n')
  expect(counted.length).toBeGreaterThanOrEqual(50)
  expect(counted).toEqual(counted.map((_, i) => String(i + 1)))
})

test('abort stops a run; its stream ends with an error and the session goes on', async () => {
  const { id } = await createSession(running)
  const frames = await prompt(running, id, 'count to 5000')
  await until(frames, isDelta('3'))
  const status = await running.request(`/api/sessions/${id}/status`)
  expect(await status.json()).toMatchObject({ type: 'busy' })
  expect(await (await running.post(`/api/sessions/${id}/abort`)).json()).toEqual({
    aborted: true,
  })
  const last = (await collect(frames)).at(-1)
  expect(last).toMatchObject({ event: 'error', data: { code: 'aborted' } })
  const again = await collect(await prompt(running, id, 'say still here'))
  expect(again.at(-1)?.event).toBe('done')
})

test('closing a prompt stream early does not end the run', async () => {
  const { id } = await createSession(running)
  const { frames: events, end } = await openEvents(running)
  const leaving = new AbortController()
  const run = await running.request(`/api/sessions/${id}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(say('count to 40')),
    signal: leaving.signal,
  })
  await until(readSse(run), isDelta('3'))
  leaving.abort()
  await until(events, isIdle(id))
  await end()
  const messages = await (await running.request(`/api/sessions/${id}/messages`)).json()
  expect(JSON.stringify(messages[1].parts)).toContain('\\n40')
})

test('a run that fails ends with the engine’s own reason', async () => {
  const { id } = await createSession(running)
  const last = (await collect(await prompt(running, id, 'fail'))).at(-1)
  expect(last?.event).toBe('error')
  expect(last?.data.code).toBe('engine_error')
  expect(last?.data.error).not.toMatch(/undefined|\[object|\n\s+at /)
})

test('a sub-agent’s events reach the prompt stream, and it is listed as a child', async () => {
  const { id } = await createSession(running)
  const frames = await collect(await prompt(running, id, 'delegate say hello from the sub-agent'))
  expect(frames.at(-1)?.event).toBe('done')
  const sessions = new Set(frames.map(({ data }) => data.payload?.properties?.sessionID))
  const children = operations['sessions.children'].output.parse(
    await (await running.request(`/api/sessions/${id}/children`)).json(),
  )
  expect(children).toHaveLength(1)
  expect(sessions).toContain(children[0]?.id)
  expect(children[0]?.parentID).toBe(id)
})

test('what is wrong is refused with the code that the contract names', async () => {
  const { request, post, url, token } = running
  const missing = '/api/sessions/ses_0123456789abcdef012345abcd'
  for (const [method, path] of [
    ['GET', missing],
    ['DELETE', missing],
    ['GET', `${missing}/messages`],
    ['POST', `${missing}/prompt`],
    ['POST', `${missing}/abort`],
    ['GET', `${missing}/status`],
    ['GET', `${missing}/children`],
    ['GET', '/api/nothing'],
  ] as const) {
    const body = method === 'POST' ? JSON.stringify(path.endsWith('prompt') ? say('x') : {}) : null
    const headers = { 'content-type': 'application/json' }
    const answer = await request(path, { method, ...(body && { body, headers }) })
    expect([path, answer.status]).toEqual([path, 404])
    expect(await answer.json()).toMatchObject({ code: 'not_found' })
  }

  expect((await request('/api/sessions/nonsense')).status).toBe(400)
  const noParts = await post(`${missing}/prompt`, { parts: [] })
  expect(noParts.status).toBe(400)
  expect((await noParts.json()).details[0].path).toBe('parts')
  expect((await post('/api/sessions', { directory: '/nowhere/at/all' })).status).toBe(400)
  expect((await post('/api/sessions', { direktory: '/' })).status).toBe(400)

  expect((await fetch(`${url}/api/sessions`)).status).toBe(401)
  expect((await fetch(`${url}/api/sessions?token=${token}`)).status).toBe(401)
  expect((await fetch(`${url}/api/health`)).status).toBe(200)

  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'evil.example', authorization: `Bearer ${token}` }
    httpRequest(`${url}/api/sessions`, { headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(403)
  const foreign = await request('/api/sessions', { headers: { origin: 'https://evil.example' } })
  expect(foreign.status).toBe(403)
})

test('a session lives through every route, and each answer fits its schema', async () => {
  const { request, post, folders } = running
  const list = operations['sessions.list'].output
  const sessions = async () => list.parse(await (await request('/api/sessions')).json())
  const before = await sessions()
  const session = await createSession(running)
  expect(session.directory).toBe(folders.project)

  const titled = await post('/api/sessions', { title: 'Named by a script' })
  expect(await titled.json()).toMatchObject({ title: 'Named by a script' })
  const elsewhere = await post('/api/sessions', { directory: folders.home })
  expect(await elsewhere.json()).toMatchObject({ directory: folders.home })

  expect(await sessions()).toHaveLength(before.length + 3)
  const found = list.parse(await (await request('/api/sessions?search=script&limit=5')).json())
  expect(found.map(({ title }) => title)).toEqual(['Named by a script'])
  const here = await request(`/api/sessions?directory=${encodeURIComponent(folders.home)}`)
  expect(list.parse(await here.json())).toHaveLength(1)

  const path = `/api/sessions/${session.id}`
  expect((await (await request(path)).json()).id).toBe(session.id)
  expect(await (await request(`${path}/status`)).json()).toMatchObject({ type: 'idle' })
  expect(await (await request(`${path}/children`)).json()).toEqual([])
  expect(await (await request(`${path}/messages`)).json()).toEqual([])
  expect(await (await post(`${path}/abort`)).json()).toEqual({ aborted: false })

  const status = operations['engine.status'].output
  const engine = status.parse(await (await request('/api/engine/status')).json())
  expect(engine).toMatchObject({ running: true, state: 'ready', projectDir: folders.project })
  expect(status.parse(await (await post('/api/engine/start')).json()).pid).toBe(engine.pid)

  const deleted = await request(path, { method: 'DELETE' })
  expect(deleted.status).toBe(204)
  expect((await request(path)).status).toBe(404)
})

test('the PATH of the login shell reaches what the agent runs', async () => {
  const { id } = await createSession(running)
  const frames = await collect(await prompt(running, id, 'run echo "path is $PATH"'))
  expect(JSON.stringify(frames)).toContain('path is /opt/from-the-shell/bin:')
})

test('a compaction is counted once, and still known after the engine was restarted', async () => {
  const { id } = await createSession(running)
  const status = async () =>
    operations['sessions.status'].output.parse(
      await (await running.request(`/api/sessions/${id}/status`)).json(),
    )
  expect(await status()).toMatchObject({ type: 'idle', compactions: 0 })
  // More than the scripted model's context holds; the next prompt makes the engine compact.
  await collect(await prompt(running, id, 'long 600'))
  await collect(await prompt(running, id, 'say hello'))
  expect(await status()).toMatchObject({ compactions: 1 })
  expect((await running.post('/api/engine/restart')).status).toBe(200)
  expect(await status()).toMatchObject({ compactions: 1 })
})
