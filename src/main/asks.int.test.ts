import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from './demo/engine-for-tests'
import { type ScriptedModel, startScriptedModel } from './demo/model'
import { doings, hello, isResync, NOTHING, openEvents } from './testing/app-events'
import { type Relay, startRelay } from './testing/relay'
import { type RunningApp, runApp } from './testing/running-app'
import { promptUntilAsked } from './testing/runs'
import { collect, type SseFrame, until } from './testing/sse'

const ASK_FIRST = { permission: { bash: 'ask' } } as const
const isOf =
  (type: string, sessionID: string) =>
  ({ data: { payload } }: SseFrame) =>
    payload?.type === type &&
    (payload.properties.sessionID ?? payload.properties.info?.id) === sessionID

// An engine that runs elsewhere, so that an app can come later, and its stream be lost.
let model: ScriptedModel
let engine: TestEngine
let relay: Relay
let app: RunningApp
beforeAll(async () => {
  model = await startScriptedModel()
  engine = await startTestEngine({ ...model.config, ...ASK_FIRST })
  relay = await startRelay(Number(new URL(engine.url).port))
})
beforeEach(async () => {
  app = await runApp({
    demo: false,
    projectDir: engine.directory,
    env: { WHEELHOUSE_ENGINE_URL: relay.url },
  })
  await app.app.events.connected()
})
afterEach(() => app?.end())
afterAll(async () => {
  await relay?.close()
  await engine?.stop()
  await model?.close()
})

test('a sub-agent’s ask is in hello and in its parent’s prompt stream, and gone once answered', async () => {
  const { id, run, ask } = await promptUntilAsked(app, 'delegate run echo hi')
  expect(ask.sessionID).not.toBe(id)
  expect(await hello(app)).toMatchObject({
    statuses: { [id]: { type: 'busy' }, [ask.sessionID]: { type: 'busy' } },
    permissions: [ask],
    questions: [],
    parents: { [ask.sessionID]: id },
  })

  await engine.client.permission.reply({ requestID: ask.id, reply: 'once' })
  await until(run, isOf('permission.replied', ask.sessionID))
  expect((await hello(app)).permissions).toEqual([])
  expect((await collect(run)).at(-1)?.event).toBe('done')
  expect(doings(await hello(app))).toEqual(NOTHING)
})

test('a question is gone once it is answered', async () => {
  const { run, ask } = await promptUntilAsked(app, 'ask Shall we?')
  expect((await hello(app)).questions).toEqual([ask])
  await engine.client.question.reply({ requestID: ask.id, answers: [['Yes']] })
  expect((await collect(run)).at(-1)?.event).toBe('done')
  expect(doings(await hello(app))).toEqual(NOTHING)
})

test('an app that comes later knows of the ask, and whose sub-agent asks', async () => {
  const { id, ask } = await promptUntilAsked(app, 'delegate run echo hi')
  await app.end()
  app = await runApp({
    demo: false,
    projectDir: engine.directory,
    env: { WHEELHOUSE_ENGINE_URL: relay.url },
  })
  await app.app.events.connected()
  expect(await hello(app)).toMatchObject({
    permissions: [ask],
    parents: { [ask.sessionID]: id },
  })
  const events = await openEvents(app)
  await app.post(`/api/sessions/${id}/abort`)
  await until(events.frames, isOf('session.idle', ask.sessionID))
  await events.end()
})

test.each(['delegate run echo hi', 'run echo hi', 'ask Shall we?'])(
  'what "%s" asks is gone when the run is stopped, and stays away',
  async (text) => {
    const { id, run, ask } = await promptUntilAsked(app, text)
    const events = await openEvents(app)
    expect(events.projection.statuses).toHaveProperty(ask.sessionID)
    await app.post(`/api/sessions/${id}/abort`)
    await until(events.frames, isOf('session.idle', ask.sessionID))
    await collect(run)
    expect(doings(await hello(app))).toEqual(NOTHING)

    // The engine still lists it; after a loss it is asked, and must not be believed.
    relay.cut()
    relay.mend()
    const resync = (await until(events.frames, isResync)).at(-1)
    expect(doings(resync?.data.projection)).toEqual(NOTHING)
    await events.end()
  },
)

test.each(['run echo hi', 'delegate run echo hi', 'ask Shall we?'])(
  'what "%s" asks is gone when the session is deleted, and stays away',
  async (text) => {
    const { id, ask } = await promptUntilAsked(app, text)
    const events = await openEvents(app)
    await app.request(`/api/sessions/${id}`, { method: 'DELETE' })
    await until(events.frames, isOf('session.deleted', id))
    const { permissions, questions } = await hello(app)
    expect([permissions, questions]).toEqual([[], []])

    relay.cut()
    relay.mend()
    const resync = (await until(events.frames, isResync)).at(-1)
    expect(resync?.data.projection).toMatchObject({ permissions: [], questions: [] })
    expect(resync?.data.projection.statuses).not.toHaveProperty(ask.sessionID)
    await events.end()
  },
)

test('what the engine lists of all that has ended is not believed by an app that comes now', async () => {
  const { directory } = engine
  const { data: listed } = await engine.client.permission.list({ directory })
  expect(listed?.length).toBeGreaterThan(0)
  expect(doings(await hello(app))).toEqual(NOTHING)
})

test('a stream that is lost while the agent asks: it is still asked, and can be answered', async () => {
  const { id, run, ask } = await promptUntilAsked(app, 'delegate run echo hi')
  const events = await openEvents(app)
  relay.cut()
  relay.mend()
  const resync = (await until(events.frames, isResync)).at(-1)
  expect(resync?.data).toMatchObject({
    reason: 'upstream',
    projection: { permissions: [ask], parents: { [ask.sessionID]: id } },
  })
  await engine.client.permission.reply({ requestID: ask.id, reply: 'once' })
  expect((await collect(run)).at(-1)?.event).toBe('done')
  expect(doings(await hello(app))).toEqual(NOTHING)
  await events.end()
})

test('what was asked is gone when the directory is disposed', async () => {
  await promptUntilAsked(app, 'delegate run echo hi')
  const events = await openEvents(app)
  await engine.client.instance.dispose({ directory: engine.directory })
  await until(
    events.frames,
    ({ data: { payload } }) => payload?.type === 'server.instance.disposed',
  )
  expect(doings(await hello(app))).toEqual(NOTHING)
  await events.end()
})
