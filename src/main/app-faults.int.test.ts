import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operations } from '../shared/operations'
import { doings, hello, isResync, NOTHING, openEvents } from './testing/app-events'
import { kill } from './testing/processes'
import { type RunningApp, runApp } from './testing/running-app'
import { createSession, deltas, isDelta, prompt, promptUntilAsked } from './testing/runs'
import { collect, type SseFrame, until } from './testing/sse'
import { makeTemporaryFolders } from './testing/temporary'

const { project, userData, remove } = makeTemporaryFolders()

// One app for all, which each test leaves with an engine that is ready.
let running: RunningApp
beforeAll(async () => {
  const config = { permission: { bash: { '*': 'allow', 'touch *': 'ask' } } }
  writeFileSync(join(project, 'opencode.json'), JSON.stringify(config))
  running = await runApp({ projectDir: project })
})
afterAll(async () => {
  await running?.end()
  remove()
})

const getJson = async (path: string) => (await running.request(path)).json()
const engineStatus = async () =>
  operations['engine.status'].output.parse(await getJson('/api/engine/status'))
const isState = (state: string) => (frame: SseFrame) =>
  frame.data.payload?.type === 'wheelhouse.engine.status' &&
  frame.data.payload.properties.state === state

test('the engine killed while idle: clients keep their connection, and sessions go on', async () => {
  const { id } = await createSession(running)
  expect((await collect(await prompt(running, id, 'say before'))).at(-1)?.event).toBe('done')
  const { frames: events, end } = await openEvents(running)
  const { pid, restarts } = await engineStatus()

  kill(pid, 'SIGKILL')
  const seen = await until(events, isResync)
  expect(seen.some(isState('restarting'))).toBe(true)
  expect(seen.some(isState('ready'))).toBe(true)
  expect(await engineStatus()).toMatchObject({ state: 'ready', restarts: restarts + 1 })
  expect((await engineStatus()).pid).not.toBe(pid)

  const frames = await collect(await prompt(running, id, 'say after'))
  expect(frames.at(-1)?.event).toBe('done')
  expect(deltas(frames)).toBe('after')
  // On the same connection as before.
  await until(events, isDelta('after'))
  await end()
})

test('the engine killed in the middle of a run: the run ends with an error, nothing stays busy, nothing is lost', async () => {
  const session = await createSession(running)
  const path = `/api/sessions/${session.id}`
  const { frames: events, end } = await openEvents(running)
  const run = await prompt(running, session.id, 'count to 5000')
  await until(run, isDelta('5'))
  expect(await getJson(`${path}/status`)).toMatchObject({ type: 'busy' })

  const { pid, restarts } = await engineStatus()
  kill(pid, 'SIGKILL')
  const rest = await collect(run)
  expect(rest.at(-1)).toMatchObject({ event: 'error', data: { code: 'engine_unavailable' } })
  expect(rest.filter(({ event }) => event === 'error' || event === 'done')).toHaveLength(1)

  const seen = await until(events, isResync)
  expect(seen.some(isState('ready'))).toBe(true)
  expect(await getJson(`${path}/status`)).toMatchObject({ type: 'idle' })
  const sessions = operations['sessions.list'].output.parse(await getJson('/api/sessions'))
  expect(sessions.map(({ id }) => id)).toContain(session.id)
  const messages = operations['sessions.messages'].output.parse(await getJson(`${path}/messages`))
  expect(messages.map(({ info }) => info.role)).toEqual(['user', 'assistant'])
  expect(JSON.stringify(messages[0])).toContain('count to 5000')

  // A client that comes now is not told of a run that nobody runs.
  const { engine, statuses } = await hello(running)
  expect(engine).toMatchObject({ state: 'ready', restarts: restarts + 1 })
  expect(statuses).toEqual({})

  const again = await collect(await prompt(running, session.id, 'say still here'))
  expect(again.at(-1)?.event).toBe('done')
  expect(deltas(again)).toBe('still here')
  await end()
})

test('while the engine is away calls say so and when to ask again; a start brings it back', async () => {
  const { id } = await createSession(running)
  const { frames: events, end } = await openEvents(running)
  expect((await collect(await prompt(running, id, 'say before'))).at(-1)?.event).toBe('done')
  expect(await (await running.post('/api/engine/stop')).json()).toMatchObject({
    running: false,
    state: 'stopped',
  })
  await until(events, isState('stopped'))
  for (const path of ['/api/sessions', `/api/sessions/${id}`, `/api/sessions/${id}/messages`]) {
    const answer = await running.request(path)
    expect([path, answer.status]).toEqual([path, 503])
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await answer.json()).toMatchObject({ code: 'engine_unavailable' })
  }
  expect((await running.request('/api/health')).status).toBe(200)

  const started = await (await running.post('/api/engine/start')).json()
  expect(started).toMatchObject({ running: true, state: 'ready' })
  await until(events, isResync)
  expect((await getJson(`/api/sessions/${id}`)).id).toBe(id)
  await end()
})

test('the engine killed while the agent asks: nothing is asked and nothing busy any more', async () => {
  const { frames: events, end } = await openEvents(running)
  const { id, run, ask } = await promptUntilAsked(running, 'delegate run touch a-file')
  expect(ask?.sessionID).not.toBe(id)
  expect(await hello(running)).toMatchObject({ permissions: [ask] })

  kill((await engineStatus()).pid, 'SIGKILL')
  expect((await collect(run)).at(-1)).toMatchObject({
    event: 'error',
    data: { code: 'engine_unavailable' },
  })
  const resync = (await until(events, isResync)).at(-1)?.data.projection
  for (const projection of [resync, await hello(running)]) {
    expect(projection.engine.state).toBe('ready')
    expect(doings(projection)).toEqual(NOTHING)
  }
  await end()
})

test('what a killed Wheelhouse left for companion tools is gone before anything else is done', async () => {
  const left = { url: 'http://127.0.0.1:1', token: 'old', pid: 1, version: '0', startedAt: 1 }
  const path = join(userData, 'server.json')
  writeFileSync(path, JSON.stringify(left), { mode: 0o600 })
  const env = { WHEELHOUSE_TOKEN: 'short' }
  await expect(runApp({ userData, projectDir: project, env })).rejects.toThrow('WHEELHOUSE_TOKEN')
  expect(existsSync(path)).toBe(false)
})
